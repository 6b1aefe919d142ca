-- What keeping people asks across the walls: each runs as the owner, asks the policy table first, and says as little as it can.

-- Students who might be the ones that somebody is about to enter: of the same number (leading zeros aside) or the same
-- birth date, wherever in the district they are. `seen`: the asker may know of them; `enrolled`: at some school today.
CREATE OR REPLACE FUNCTION scope_candidates(numbers text[], births date[]) RETURNS TABLE (
    student_id uuid, given_name text, family_name text, number text, birth_date date, seen boolean, enrolled boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
DECLARE
    today date := nullif(current_setting('carryover.today', true), '');
    stripped text[];
    known uuid[];
BEGIN
    IF NOT EXISTS (SELECT scope_schools('{student.enter}')) THEN
        RETURN;
    END IF;
    SELECT array_agg(ltrim(each, '0')) INTO stripped FROM unnest(numbers) AS each WHERE ltrim(each, '0') <> '';
    SELECT array_agg(each) INTO known FROM scope_students('{student.see}') AS each;
    RETURN QUERY SELECT s.id, s.given_name::text, s.family_name::text, s.number::text, s.birth_date,
            s.id = ANY (coalesce(known, '{}')),
            EXISTS (SELECT FROM roster_enrolment e WHERE e.student_id = s.id
                    AND scope_holds(e.valid_from, e.valid_to, NULL, NULL, today, NULL))
        FROM roster_student s
        WHERE s.birth_date = ANY (births) OR ltrim(s.number, '0') = ANY (coalesce(stripped, '{}'));
END $$;

-- Everybody whom student.see opens this student to at this moment, each with the relation that does it and its days.
CREATE OR REPLACE FUNCTION scope_who_may_see(pupil uuid) RETURNS TABLE (
    adult_id uuid, relation text, valid_from date, valid_to date, starts_at timestamptz, ends_at timestamptz,
    school_id uuid, stands_for_id uuid, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 30 AS $$
DECLARE
    today date := nullif(current_setting('carryover.today', true), '');
    moment timestamptz := nullif(current_setting('carryover.now', true), '');
BEGIN
    IF pupil NOT IN (SELECT scope_students('{access.list}')) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT f.* FROM (
        SELECT r.adult_id, r.relation::text AS relation, r.valid_from, r.valid_to, r.starts_at, r.ends_at,
            r.school_id, r.stands_for_id, r.reason::text AS reason
        FROM scope_relationship r
        WHERE r.student_id = pupil AND r.relation NOT IN ('guardian', 'learner')
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
        UNION ALL
        SELECT r.adult_id, r.relation, greatest(r.valid_from, e.valid_from), least(r.valid_to, e.valid_to),
            r.starts_at, r.ends_at, r.school_id, r.stands_for_id, r.reason
        FROM scope_relationship r JOIN roster_enrolment e ON e.school_id = r.school_id
        WHERE e.student_id = pupil
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
          AND scope_holds(e.valid_from, e.valid_to, NULL, NULL, today, moment)
        UNION ALL
        SELECT r.adult_id, 'substitute_for', greatest(r.valid_from, t.valid_from), least(r.valid_to, t.valid_to),
            r.starts_at, r.ends_at, r.school_id, r.stands_for_id, r.reason
        FROM scope_relationship t JOIN scope_relationship r ON r.stands_for_id = t.adult_id
        WHERE t.student_id = pupil AND t.relation IN ('assigned', 'contractor', 'case_manager')
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
          AND scope_holds(t.valid_from, t.valid_to, t.starts_at, t.ends_at, today, moment)
          AND EXISTS (SELECT FROM scope_assignedperiod p WHERE p.relationship_id = t.id)
        UNION ALL
        SELECT r.adult_id, 'self', greatest(r.valid_from, (s.birth_date + interval '18 years')::date), r.valid_to,
            r.starts_at, r.ends_at, r.school_id, r.stands_for_id, r.reason
        FROM scope_relationship r JOIN roster_student s ON s.id = r.student_id
        WHERE r.student_id = pupil AND r.relation = 'learner' AND s.birth_date + interval '18 years' <= today
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
        UNION ALL
        SELECT r.adult_id, g.relation, r.valid_from, r.valid_to, r.starts_at, r.ends_at, r.school_id,
            r.stands_for_id, r.reason
        FROM scope_relationship r JOIN LATERAL scope_of_family(r.adult_id, today, moment) g ON g.student_id = pupil
        WHERE r.student_id = pupil AND r.relation = 'guardian'
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
    ) f JOIN roster_adult a ON a.id = f.adult_id
    WHERE EXISTS (SELECT FROM scope_allowed p WHERE p.act = 'student.see' AND p.relation = f.relation
                  AND p.role IN ('', a.role) AND p.state = '');
END $$;

-- How much an adult of one's own office still holds, today or later, by relation: numbers only.
CREATE OR REPLACE FUNCTION scope_holdings(whose uuid) RETURNS TABLE (relation text, held bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10 AS $$
    SELECT r.relation::text, count(*) FROM scope_relationship r JOIN roster_adult a ON a.id = r.adult_id
    WHERE a.id = whose AND EXISTS (SELECT scope_schools('{people.manage}'))
      AND (a.school_id IS NULL OR a.school_id IN (SELECT scope_schools('{people.manage}')))
      AND (r.valid_to IS NULL OR r.valid_to >= nullif(current_setting('carryover.today', true), '')::date)
      AND (r.ends_at IS NULL OR r.ends_at > nullif(current_setting('carryover.now', true), '')::timestamptz)
    GROUP BY r.relation
$$;
