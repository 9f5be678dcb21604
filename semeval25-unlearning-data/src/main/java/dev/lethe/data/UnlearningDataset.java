package dev.lethe.data;

import java.util.List;

/**
 * The rows to forget and the rows to keep, each in file order (chunked methods depend on it).
 *
 * @param forget the forget set
 * @param retain the retain set
 */
public record UnlearningDataset(List<Row> forget, List<Row> retain) {

    public UnlearningDataset {
        forget = List.copyOf(forget);
        retain = List.copyOf(retain);
    }

    /** The rows of one set. */
    public List<Row> rows(RowSet set) {
        return switch (set) {
            case FORGET -> forget;
            case RETAIN -> retain;
        };
    }
}
