package dev.lethe.data.generate;

import dev.lethe.data.Document;
import dev.lethe.data.Row;
import java.util.List;

/** The rows of one document, completion first, and its whole text. */
record GeneratedDocument(String key, List<Row> rows) {

    Document asDocument() {
        return new Document(key, rows.get(0).text());
    }
}
