"""Tables, in text files and shipped with libraries."""
