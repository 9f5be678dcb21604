package dev.lethe.harness.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What a server's refusals mean for a user. */
@FunctionalInterface
interface Refusals {

    /**
     * The failure that an answer stands for.
     *
     * @param ofHub whether the server that was asked answered; otherwise one of the hosts to which it points
     * @return a failure that may pass
     * @throws dev.lethe.data.UserException for one that the user has to mend
     */
    IOException of(HubId id, HttpResponse<InputStream> answer, boolean ofHub);

    /** How long an answer asks to wait, in seconds or until a date; null where it does not say. */
    static @Nullable Duration wait(HttpResponse<?> answer, Waiting waiting) {
        String text = answer.headers().firstValue("Retry-After").orElse("").trim();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(waiting.now(), then);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException noDate) {
            return null;
        }
    }
}
