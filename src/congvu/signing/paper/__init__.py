"""Making signed papers: fields, number and date, marks, signatures. Nothing here knows the database."""
