"""What is printed, sent or exported.

Promises: a document is made from frozen values only, so the same values give the same bytes. Every PDF is
tagged and passes PDF/UA-1: title, language, headings in order, header cells with a scope, a text
alternative for every graph. Nothing that somebody typed can become markup, open a file or run. What may not
be printed yet says why, in words.
"""
