package dev.lethe.harness.spi;

/** Where long work reports how far it is. Not thread-safe: one task reports at a time. */
public interface Progress {

    /** A progress that says nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void end() {}
    };

    /** Begins a piece of work of {@code total} units, named as a person reads it: {@code tiny sugd 42: chunk 1/8}. */
    void begin(String what, long total);

    /** {@code done} units of the total are done; {@code detail} holds losses and the like, may be empty. */
    void advance(long done, String detail);

    /** Ends the piece of work. */
    void end();
}
