package dev.lethe.data.generate;

/** A text cut into prompt and continuation, as the completion rows of LUME are: mostly in mid-sentence. */
record Passage(String input, String output) {

    /** Cuts at a blank so that the continuation has the given number of words, at least one. */
    static Passage cut(String text, int outputWords) {
        int at = text.length();
        for (int i = 0; i < outputWords; i++) {
            at = text.lastIndexOf(' ', at - 1);
        }
        if (at < 0) {
            throw new IllegalArgumentException("fewer than " + outputWords + " words: " + text);
        }
        return new Passage(text.substring(0, at), text.substring(at + 1));
    }

    static int words(String text) {
        return text.split("\\s+").length;
    }
}
