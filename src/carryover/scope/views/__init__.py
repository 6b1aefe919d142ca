"""The desk screens of rights: whom one may see and why, who has looked, the register, emergencies and their reviews."""
