package dev.lethe.command;

import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.DocumentLoss;
import dev.lethe.harness.evaluation.OfficialFiles;
import dev.lethe.harness.evaluation.ResultRows;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.record.StoredResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads results from the files of the official script or from those of a trial, whichever a folder holds. */
final class ResultFiles {

    private ResultFiles() {}

    /** The generations of a folder; of a trial's folder its membership documents and questions, too. */
    static ResultRows read(Path folder, String option) {
        requireFolder(folder, option);
        return isTrial(folder) ? StoredResult.read(folder) : OfficialFiles.read(folder, null, null);
    }

    /** Whether a folder is a trial's; otherwise it holds files of the official script. */
    static boolean isTrial(Path folder) {
        boolean trial = StoredResult.recognizes(folder);
        boolean official = OfficialFiles.recognizes(folder);
        if (trial && official) {
            throw UserException.data(folder + " holds both generations.jsonl and files of the official script; which"
                    + " of them is meant? Keep one of them there.");
        }
        if (!trial && !official) {
            throw UserException.data("no generations in " + folder + "; looked for forget_*.csv and retain_*.csv of"
                    + " the official script, and for generations.jsonl of a trial");
        }
        return trial;
    }

    /** The mean NLL of the expected tokens of the retain rows that have one, in nats. */
    static double[] retainNlls(Path folder) {
        return isTrial(folder) ? StoredResult.nlls(folder, RowSet.RETAIN) : OfficialFiles.nlls(folder, RowSet.RETAIN);
    }

    /** What a trial's folder lacks, as its record says: a whole sentence; empty where it lacks nothing or has no record. */
    static Optional<String> incompleteness(Path folder) {
        Path file = folder.resolve(RecordJson.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RunRecord record;
        try {
            record = RecordJson.read(file);
        } catch (UserException broken) {
            return Optional.of(broken.getMessage() + " Rows may be missing.");
        }
        return record.status() == RunStatus.COMPLETED
                ? Optional.empty()
                : Optional.of(file
                        + ": the trial is not complete, so these are scores of the rows so far; its status is "
                        + record.status().label() + (record.reason() == null ? "" : " (" + record.reason() + ")")
                        + ". Run it again to have it completed.");
    }

    /** The membership documents of a folder. */
    static List<DocumentLoss> documents(Path folder, String option) {
        requireFolder(folder, option);
        return StoredResult.hasDocuments(folder) ? StoredResult.documents(folder) : OfficialFiles.documents(folder);
    }

    /** The result with the questions of an {@code mmlu.jsonl}, or with the average in a JSON file. */
    static ResultRows withMmlu(ResultRows result, Path file, String option) {
        if (!Files.isRegularFile(file)) {
            throw UserException.data(
                    option + ": file not found: " + file.toAbsolutePath().normalize()
                            + "; expected a JSON file with the field average_acc, or an mmlu.jsonl");
        }
        return file.getFileName().toString().endsWith(".jsonl")
                ? StoredResult.withQuestions(result, file)
                : result.withMmlu(OfficialFiles.mmluAverage(file));
    }

    private static void requireFolder(Path folder, String option) {
        if (!Files.isDirectory(folder)) {
            throw UserException.data(
                    option + ": not a folder: " + folder.toAbsolutePath().normalize());
        }
    }
}
