package dev.lethe.harness.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The model that an adapter was trained on, as PEFT's tools find it.
 *
 * @param nameOrPath an id of the hub, or a folder
 * @param revision a branch, tag or commit of the hub; null for a folder
 */
public record BaseModel(String nameOrPath, @Nullable String revision) {

    /** A checkpoint on this machine. */
    public static BaseModel of(Path folder) {
        return new BaseModel(folder.toString(), null);
    }
}
