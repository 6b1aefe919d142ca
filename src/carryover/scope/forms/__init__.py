"""Forms of the record of access, the register and emergencies. They keep what was typed and write nothing."""
