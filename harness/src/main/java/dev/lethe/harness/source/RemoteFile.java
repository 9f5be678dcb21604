package dev.lethe.harness.source;

import java.io.IOException;
import java.util.Optional;

/** A file on another machine; its text names it in messages. */
interface RemoteFile {

    /** Asks for the content from a byte on; the answer may hold the whole file all the same. */
    HubResponse open(long offset) throws IOException, InterruptedException;

    /** Name for what has arrived so far, of its own for each state of the file. */
    String partialName();

    /** The hash that is known beforehand; empty where the answer has to state it. */
    Optional<ContentHash> hash();

    /** What names the folder of downloads: a variable or an option. */
    String folderOption();

    /** What to look at where an answer is not as expected. */
    String doubt();
}
