package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Peaks of memory in bytes, absent where they cannot be measured.
 *
 * @param peakHostBytes resident memory of the process
 * @param peakDeviceBytes memory of the accelerator
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Memory(@Nullable Long peakHostBytes, @Nullable Long peakDeviceBytes) {

    /** Nothing measured. */
    public static final Memory NONE = new Memory(null, null);

    /** The host's peak up to now, without a device. */
    public static Memory here() {
        var peak = Host.peakBytes();
        return new Memory(peak.isPresent() ? peak.getAsLong() : null, null);
    }

    /** These peaks, with the device's. */
    public Memory withDevice(@Nullable Long bytes) {
        return new Memory(peakHostBytes, bytes);
    }
}
