"""Made-up names as families write them: accents, hyphens, two surnames, a one-letter surname, a very long one."""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words("""
Aaliyah Abdi Adrián Aisha Alejandra Amir Anaya Andre Anh Antonio Ayana Beatriz Bilal Brianna Brooke Caleb
Camila Carlos Cedric Chloe Dalia Damian Danielle Darius David Deja Diego Dmitri Ebony Elena Eli Elijah
Emilia Emma Esther Ethan Fatima Felix Gabriela Grace Hana Hannah Harper Hassan Hector Hoa Imani Ines
Isaac Isabel Ivy Jack Jada Jamal Jasmine Javier Jenna Joaquín Jonah Jordan José Joshua Juniper Kai Kareem
Keisha Kenji Khadija Kira Layla Leah Leo Liam Linh Logan Lucas Luna Maeve Malik Marisol Maya Mei Micah
Miguel Mila Minh Mohamed Molly Nadia Naomi Nathan Nia Noah Nora Olivia Omar Owen Paloma Parker Pedro
Piper Quinn Rafael Ravi Reina Rosa Rowan Ruth Ryan Sadie Samir Samuel Santiago Sarah Sean Selena Simone
Sofía Suki Talia Tariq Tessa Thomas Tia Tomás Trevor Tyler Uma Valentina Victor Violet Wei Wyatt Ximena
Yara Yusuf Zara Zeke Zoë Anne-Marie Jean-Luc Mary-Kate Abdul-Rahman María-José Ta'Shawn D'Andre
""")

FAMILY = _words("""
Abbott Abdullahi Adeyemi Aguilar Ali Álvarez Anderson Baker Banks Barrera Begay Bello Bennett Bianchi
Boateng Brooks Brown Bryant Bui Caldwell Campbell Castillo Chan Chen Clark Coleman Collins Contreras
Cooper Cruz Dang Davis Delgado Diallo Dixon Duong Edwards Ellis Espinoza Evans Farah Fields Fischer
Flores Foster Franklin Fuentes García Gibson Gomez Grant Greene Guerrero Gutiérrez Hall Hamdan Harris
Hassan Hayes Hernández Hill Ho Holmes Howard Hughes Hussein Ibrahim Jackson James Jenkins Jiménez Johnson
Jones Kaminski Kelly Kim King Kowalski Lam Larsen Le Lee Lewis Li Lin Lopez Luna Martin Martínez Mason
McCoy Mendoza Miller Mitchell Mohamed Moore Morales Morgan Moua Murphy Myers Nguyen Nowak Núñez O'Brien
O'Neal Olson Ortiz Osman Owens Pacheco Park Parker Patel Perez Perry Peters Pham Phillips Pierce Powell
Price Quiroz Ramírez Reed Reyes Rivera Robinson Rojas Romero Ross Ruiz Russell Salazar Sanders Santos
Schmidt Scott Shah Shaw Simmons Singh Smith Stewart Suarez Sullivan Tanaka Taylor Thao Thompson Torres
Tran Turner Valdez Vang Vargas Vasquez Vega Walker Wallace Ward Warsame Washington Watson Webb White
Williams Wilson Wong Wood Wright Xiong Yang Young Zamora Zhang
""")

GUARDIANS = _words("""
Alicia Angela Anita Bernice Carmen Cheryl Diane Dolores Erika Faye Gloria Hanh Ingrid Jean Joyce Karen
Latoya Lorena Marta Mónica Nadine Norma Pamela Regina Rosa Sharon Stella Tanya Veronica Wanda Yolanda
Carl Dennis Ernesto Glenn Hector Jerome Keith Luis Marvin Nelson Oscar Paul Ramón Steven Terrence Víctor
Walter
""")

RARE = ("O", "Featherstonehaugh-Montgomeryshire", "van der Berg", "de la Cruz Maldonado", "St. James")


def draw(chance: Random) -> tuple[str, str]:
    """A given and a family name: one in nine with two surnames, one in two hundred unusual."""
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    luck = chance.random()
    if luck < 0.005:
        return given, chance.choice(RARE)
    if luck < 0.08:
        return given, f"{family} {chance.choice(FAMILY)}"
    if luck < 0.115:
        return given, f"{family}-{chance.choice(FAMILY)}"
    return given, family


def initials(given: str, family: str) -> str:
    """'J.T.' for Jaylen Tucker: what stands on shared screens."""
    return f"{given[:1].upper()}.{family[:1].upper()}."
