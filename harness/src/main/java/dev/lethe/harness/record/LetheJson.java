package dev.lethe.harness.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.Metric;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.function.Function;

/** How Lethe's vocabulary is spelled in JSON; every file of this package is written and read with this one mapper. */
final class LetheJson {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule("lethe")
                    .addSerializer(labels(Task.class, Task::label))
                    .addDeserializer(Task.class, new Word<>(Task.class, Task::label))
                    .addSerializer(labels(RowSet.class, RowSet::label))
                    .addDeserializer(RowSet.class, new Word<>(RowSet.class, RowSet::label))
                    .addSerializer(labels(Probe.class, Probe::score))
                    .addDeserializer(Probe.class, new Word<>(Probe.class, Probe::score))
                    .addSerializer(labels(RunStatus.class, RunStatus::label))
                    .addDeserializer(RunStatus.class, new Word<>(RunStatus.class, RunStatus::label))
                    .addSerializer(labels(ProbeName.class, ProbeName::label))
                    .addDeserializer(ProbeName.class, new Word<>(ProbeName.class, ProbeName::label))
                    .addSerializer(labels(Metric.class, Metric::metricName))
                    .addDeserializer(Metric.class, new Word<>(Metric.class, Metric::metricName))
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Moment()))
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private LetheJson() {}

    private static <E extends Enum<E>> StdSerializer<E> labels(Class<E> type, Function<E, String> label) {
        return new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(E value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(label.apply(value));
            }
        };
    }

    /** Reads an enum by its label; another word is an error that lists the allowed ones. */
    private static final class Word<E extends Enum<E>> extends FromStringDeserializer<E> {
        private static final long serialVersionUID = 1L;
        private final transient Function<E, String> label;

        Word(Class<E> type, Function<E, String> label) {
            super(type);
            this.label = label;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected E _deserialize(String text, DeserializationContext context) throws IOException {
            E[] constants = (E[]) handledType().getEnumConstants();
            for (E constant : constants) {
                if (label.apply(constant).equals(text)) {
                    return constant;
                }
            }
            String allowed =
                    String.join(", ", Arrays.stream(constants).map(label).toList());
            throw context.weirdStringException(text, handledType(), "expected one of " + allowed);
        }
    }

    private static final class Moment extends FromStringDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        Moment() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(text, handledType(), "expected a time such as 2026-01-31T12:00:00Z");
            }
        }
    }
}
