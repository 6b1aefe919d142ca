-- What every wall asks. All but the first run as the owner, who may read the tables on which the walls stand (`ground`),
-- and answer only for the adult, day and moment that the transaction was entered for. A function that reads a table of a
-- later migration is plpgsql: its body is looked at only when it runs, and migrations make all of these anew.

CREATE OR REPLACE FUNCTION scope_holds(
    valid_from date, valid_to date, starts_at timestamptz, ends_at timestamptz, today date, moment timestamptz
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT valid_from <= today AND (valid_to IS NULL OR valid_to >= today)
       AND (starts_at IS NULL OR starts_at <= moment) AND (ends_at IS NULL OR ends_at > moment)
$$;

-- What guardians hold by law, age and instrument (34 CFR 99.4, 300.520); scope/majority.py says the same in words.
CREATE OR REPLACE FUNCTION scope_of_family(me uuid, today date, moment timestamptz)
RETURNS TABLE (student_id uuid, relation text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.student_id, 'guardian_' || given.name
    FROM scope_relationship r
    JOIN roster_student s ON s.id = r.student_id
    JOIN roster_adult a ON a.id = r.adult_id
    JOIN roster_district d ON d.id = a.district_id
    CROSS JOIN (VALUES ('inspect'), ('consent'), ('notice')) AS given (name)
    LEFT JOIN LATERAL (
        SELECT bool_or(i.effect = 'keeps') AS kept, bool_or(i.effect = 'revokes') AS revoked
        FROM scope_instrument i
        WHERE i.guardian_id = r.guardian_id AND i."right" = given.name
          AND scope_holds(i.valid_from, i.valid_to, NULL, NULL, today, moment)
    ) paper ON true
    WHERE r.adult_id = me AND r.relation = 'guardian'
      AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
      AND paper.revoked IS NOT TRUE
      AND (given.name = 'notice' OR paper.kept OR s.birth_date + make_interval(years => d.majority_age) > today)
$$;
REVOKE EXECUTE ON FUNCTION scope_of_family(uuid, date, timestamptz) FROM PUBLIC;

-- A program: the students of its school, by the acts that it was given and that the table opens to one.
CREATE OR REPLACE FUNCTION scope_of_service(program uuid, acts text[], in_state text, today date)
RETURNS TABLE (student_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT e.student_id
    FROM scope_serviceaccount a JOIN roster_enrolment e ON e.school_id = a.school_id
    WHERE a.id = program AND a.ended_at IS NULL AND scope_holds(e.valid_from, e.valid_to, NULL, NULL, today, NULL)
      AND EXISTS (
          SELECT FROM scope_allowed p
          WHERE p.act = ANY (acts) AND p.act = ANY (a.acts || 'student.see'::varchar) AND p.relation = 'service'
            AND p.role IN ('', 'service') AND p.state IN ('', in_state));
END $$;
REVOKE EXECUTE ON FUNCTION scope_of_service(uuid, text[], text, date) FROM PUBLIC;

-- The students to whom the asker may do one of these acts, when their record is in this state.
CREATE OR REPLACE FUNCTION scope_students(acts text[], in_state text DEFAULT '') RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 60 AS $$
DECLARE
    -- Read once: as conditions they would be worked out again for every enrolment of the district.
    me uuid := nullif(current_setting('carryover.adult', true), '');
    today date := nullif(current_setting('carryover.today', true), '');
    moment timestamptz := nullif(current_setting('carryover.now', true), '');
    other text := coalesce(current_setting('carryover.other', true), '');
    states text[] := ARRAY['', in_state];
    roles text[];
    mine text[];
    wanted text[];
BEGIN
    IF me IS NULL AND other LIKE 'service:%' THEN
        RETURN QUERY SELECT f.student_id FROM scope_of_service(substr(other, 9)::uuid, acts, in_state, today) f;
    ELSIF me IS NULL AND other LIKE 'card:%' THEN
        RETURN QUERY SELECT c FROM scope_of_card(substr(other, 6)::uuid, acts, in_state, today, moment) c;
    END IF;
    IF me IS NULL THEN
        RETURN;
    END IF;
    -- Expressions over arrays, not queries with a join: a wall stands in nearly every statement, and this halves it.
    roles := ARRAY['', (SELECT a.role FROM roster_adult a WHERE a.id = me)];
    wanted := ARRAY(SELECT p.relation FROM scope_allowed p
        WHERE p.act = ANY (acts) AND p.role = ANY (roles) AND p.state = ANY (states));
    mine := ARRAY(SELECT r.relation FROM scope_relationship r
        WHERE r.adult_id = me AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment));
    IF wanted = '{}' OR mine = '{}' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT r.student_id FROM scope_relationship r
        WHERE r.adult_id = me AND r.student_id IS NOT NULL AND r.relation = ANY (wanted)
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment);
    IF mine && '{administrator,privacy,technical}' THEN
        RETURN QUERY SELECT e.student_id
            FROM scope_relationship r JOIN roster_enrolment e ON e.school_id = r.school_id
            WHERE r.adult_id = me AND r.relation = ANY (wanted)
              AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
              AND scope_holds(e.valid_from, e.valid_to, NULL, NULL, today, moment);
    END IF;
    IF 'substitute_for' = ANY (mine) AND 'substitute_for' = ANY (wanted) THEN
        RETURN QUERY SELECT theirs.student_id
            FROM scope_relationship r JOIN scope_relationship theirs ON theirs.adult_id = r.stands_for_id
            WHERE r.adult_id = me AND theirs.relation IN ('assigned', 'contractor', 'case_manager')
              AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
              AND scope_holds(theirs.valid_from, theirs.valid_to, theirs.starts_at, theirs.ends_at, today, moment)
              AND EXISTS (SELECT FROM scope_assignedperiod p WHERE p.relationship_id = theirs.id);
    END IF;
    IF 'learner' = ANY (mine) AND 'self' = ANY (wanted) THEN
        RETURN QUERY SELECT r.student_id FROM scope_relationship r JOIN roster_student s ON s.id = r.student_id
            WHERE r.adult_id = me AND r.relation = 'learner'
              AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment)
              AND s.birth_date + interval '18 years' <= today;
    END IF;
    IF 'guardian' = ANY (mine) THEN
        RETURN QUERY SELECT f.student_id FROM scope_of_family(me, today, moment) f WHERE f.relation = ANY (wanted);
    END IF;
END $$;

-- The schools at which the asker may do one of these acts.
CREATE OR REPLACE FUNCTION scope_schools(acts text[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10 AS $$
DECLARE
    me uuid := nullif(current_setting('carryover.adult', true), '');
    today date := nullif(current_setting('carryover.today', true), '');
    moment timestamptz := nullif(current_setting('carryover.now', true), '');
    roles text[] := ARRAY['', (SELECT a.role FROM roster_adult a WHERE a.id = me)];
    wanted text[];
BEGIN
    wanted := ARRAY(SELECT p.relation FROM scope_allowed p
        WHERE p.act = ANY (acts) AND p.role = ANY (roles) AND p.state = '');
    RETURN QUERY SELECT r.school_id FROM scope_relationship r
        WHERE r.adult_id = me AND r.school_id IS NOT NULL AND r.relation = ANY (wanted)
          AND scope_holds(r.valid_from, r.valid_to, r.starts_at, r.ends_at, today, moment);
    IF 'staff' = ANY (wanted) THEN
        RETURN QUERY SELECT a.school_id FROM roster_adult a WHERE a.id = me AND a.school_id IS NOT NULL;
    END IF;
END $$;

-- The students enrolled today at those schools.
CREATE OR REPLACE FUNCTION scope_enrolled(acts text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.student_id FROM roster_enrolment e
    WHERE e.school_id IN (SELECT scope_schools(acts))
      AND scope_holds(e.valid_from, e.valid_to, NULL, NULL,
                      nullif(current_setting('carryover.today', true), '')::date, NULL)
$$;

-- The adults who have their desk at those schools.
CREATE OR REPLACE FUNCTION scope_colleagues(acts text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id FROM roster_adult a WHERE a.school_id IN (SELECT scope_schools(acts))
$$;

-- Students of those schools for whom nobody answers yet: whoever enters one may become their case manager.
CREATE OR REPLACE FUNCTION scope_unmanaged(acts text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10 AS $$
    SELECT e.student_id FROM roster_enrolment e
    WHERE e.school_id IN (SELECT scope_schools(acts))
      AND NOT EXISTS (
          SELECT FROM scope_relationship r WHERE r.student_id = e.student_id AND r.relation = 'case_manager')
$$;

-- What a tablet's door judges by: only under a device, only about the grants that the tablet shows.
CREATE OR REPLACE FUNCTION scope_standing(grants uuid[], students uuid[], acts text[]) RETURNS TABLE (
    grant_id uuid, adult_id uuid, device_id uuid, issued_at timestamptz, expires_at timestamptz, revoked_at timestamptz,
    student_id uuid, valid_from date, valid_to date, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
    SELECT g.id, g.adult_id, g.device_id, g.issued_at, g.expires_at, g.revoked_at,
        r.student_id, r.valid_from, r.valid_to, r.starts_at, r.ends_at
    FROM scope_grant g
    JOIN roster_adult a ON a.id = g.adult_id
    LEFT JOIN LATERAL (
        SELECT o.student_id, o.valid_from, o.valid_to, o.starts_at, o.ends_at, o.relation
        FROM scope_relationship o
        WHERE o.adult_id = g.adult_id AND o.student_id = ANY (students)
        UNION ALL
        SELECT t.student_id, greatest(o.valid_from, t.valid_from), least(o.valid_to, t.valid_to),
            o.starts_at, o.ends_at, 'substitute_for'
        FROM scope_relationship o JOIN scope_relationship t ON t.adult_id = o.stands_for_id
        WHERE o.adult_id = g.adult_id AND o.stands_for_id IS NOT NULL AND t.student_id = ANY (students)
          AND t.relation IN ('assigned', 'contractor', 'case_manager')
          AND EXISTS (SELECT FROM scope_assignedperiod p WHERE p.relationship_id = t.id)
    ) r ON EXISTS (
        SELECT FROM scope_allowed p
        WHERE p.act = ANY (acts) AND p.relation = r.relation AND p.role IN ('', a.role) AND p.state = '')
    WHERE g.id = ANY (grants) AND scope_device() IS NOT NULL
$$;

-- The students whom a substitute's card opens now: with the absent adult in the periods that it covers today, at its own
-- school, while it is in force; by the lines of the table for a substitute, and of these only what a page can show.
CREATE OR REPLACE FUNCTION scope_of_card(card uuid, acts text[], in_state text, today date, moment timestamptz)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10 AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM scope_allowed p
        WHERE p.act = ANY (acts) AND p.act IN ('student.see', 'day.read') AND p.relation = 'substitute_for'
          AND p.role IN ('', 'substitute') AND p.state IN ('', in_state)
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT theirs.student_id
        FROM scope_substitutecard c
        JOIN roster_schoolday d ON d.school_id = c.school_id AND d.day = today AND d.kind <> 'closed'
        JOIN scope_relationship theirs ON theirs.adult_id = c.stands_for_id
        JOIN scope_assignedperiod p ON p.relationship_id = theirs.id
        JOIN roster_enrolment e ON e.student_id = theirs.student_id AND e.school_id = c.school_id
        WHERE c.id = card AND c.revoked_at IS NULL AND c.starts_at <= moment AND c.ends_at > moment
          AND theirs.relation IN ('assigned', 'contractor', 'case_manager')
          AND p.period = ANY (c.periods) AND p.letter IN ('', d.letter)
          AND scope_holds(theirs.valid_from, theirs.valid_to, theirs.starts_at, theirs.ends_at, today, moment)
          AND scope_holds(e.valid_from, e.valid_to, NULL, NULL, today, moment);
END $$;
REVOKE EXECUTE ON FUNCTION scope_of_card(uuid, text[], text, date, timestamptz) FROM PUBLIC;

-- A card at the door, by the hash of its link or by its id, before anybody asks: what it is, and whether it is good at
-- this moment or will be. It ends with the absent adult's own assignments.
CREATE OR REPLACE FUNCTION scope_card_at_door(hash bytea, card uuid, moment timestamptz) RETURNS TABLE (
    id uuid, school_id uuid, stands_for_id uuid, periods text[], starts_at timestamptz, ends_at timestamptz,
    revoked_at timestamptz, office text, collects boolean, issued_by_id uuid, absent text, school text, time_zone text,
    role text, still_assigned boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT c.id, c.school_id, c.stands_for_id, c.periods::text[], c.starts_at, c.ends_at, c.revoked_at,
            c.office::text, c.collects, c.issued_by_id, a.given_name || ' ' || a.family_name, s.name::text,
            t.time_zone::text, a.role::text,
            EXISTS (
                SELECT FROM scope_relationship theirs JOIN scope_assignedperiod p ON p.relationship_id = theirs.id
                WHERE theirs.adult_id = c.stands_for_id AND p.period = ANY (c.periods)
                  AND theirs.relation IN ('assigned', 'contractor', 'case_manager')
                  AND scope_holds(theirs.valid_from, theirs.valid_to, theirs.starts_at, theirs.ends_at,
                                  (greatest(moment, c.starts_at) AT TIME ZONE t.time_zone)::date,
                                  greatest(moment, c.starts_at)))
        FROM scope_substitutecard c
        JOIN roster_school s ON s.id = c.school_id
        JOIN roster_district t ON t.id = s.district_id
        JOIN roster_adult a ON a.id = c.stands_for_id
        WHERE c.token_hash = hash OR c.id = card;
END $$;
