"""What is done to a plan: draft, agree, sign, change support. One verb a file, one transaction each."""
