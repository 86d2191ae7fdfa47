"""edXML messages: typed values, a lenient and safe reader, a strict writer, signatures. No database, no settings."""
