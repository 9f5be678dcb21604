package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A download goes on where it stopped, and waits where the server asks for it. */
class InterruptedDownloadTests extends HubDownload {

    @Test
    void goesOnWhereTheConnectionWasCut() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).containsExactly("", "bytes=100000-", "bytes=200000-");
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aLaterRunGoesOnWhereAnEarlierOneGaveUp() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));
        IntStream.range(0, Retry.TRIES).forEach(i -> hub.script(FakeHub.CONTENT + WEIGHTS, FakeHub.status(503)));

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main: model.safetensors: localhost answers 503, 6 times")
                .hasMessageContaining("run again");
        assertThat(new HubCache(root).snapshot(MAIN)).isEmpty();
        assertThat(partial()).hasSize(100_000);

        download(MAIN);
        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).last().isEqualTo("bytes=100000-");
        assertThat(partial()).doesNotExist();
    }

    @Test
    void aWholePartialFileIsCheckedAndNotAskedForAgain() throws IOException {
        writePartial(hub.file(WEIGHTS));
        Files.write(partial("config.json"), hub.file("config.json"));

        download(MAIN);

        assertThat(snapshot().resolve("config.json")).hasBinaryContent(hub.file("config.json"));

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(progress.begun).noneMatch(what -> what.contains(WEIGHTS));
    }

    @Test
    void aPartialFileThatIsTooLongIsBegunAnew() throws IOException {
        writePartial(FakeHub.random(300_001));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aServerThatKnowsNoRangesSendsTheWholeFile() throws IOException {
        writePartial(new byte[1000]);
        hub.script(FakeHub.CONTENT + WEIGHTS, exchange -> {
            exchange.sendResponseHeaders(200, hub.file(WEIGHTS).length);
            exchange.getResponseBody().write(hub.file(WEIGHTS));
        });

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        hub.scriptListing(FakeHub.status(429, "Retry-After", "7"));
        hub.scriptListing(FakeHub.status(503, "Retry-After", "Fri, 10 Jan 2025 12:00:20 GMT"));

        download(MAIN);

        // 7 s after the first answer; the second names a time 20 s after the begin, 13 s ahead.
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void doesNotWaitForHours() {
        hub.scriptListing(FakeHub.status(429, "Retry-After", "3600"));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("asks to wait 3600 s");
        assertThat(time.total()).isZero();
    }

    @Test
    void waitsLongerEachTimeAndGivesUp() {
        IntStream.range(0, 10).forEach(i -> hub.scriptListing(FakeHub.status(500)));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("127.0.0.1 answers 500, 6 times");
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(1 + 2 + 4 + 8 + 16));
    }

    @Test
    void aSignedAddressThatRanOutIsAskedForAgain() {
        hub.script(FakeHub.CONTENT + WEIGHTS, FakeHub.status(403));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aSilentConnectionIsGivenUpAndGoneOnWith() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.stallAfter(WEIGHTS, 100_000));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).containsExactly("", "bytes=100000-");
    }

    @Test
    void cancellingStopsInTheMiddleAndKeepsWhatArrived() {
        var stop = new AtomicBoolean();
        cancelled = stop::get;
        hub.script(FakeHub.CONTENT + WEIGHTS, exchange -> {
            stop.set(true);
            hub.stallAfter(WEIGHTS, 100_000).handle(exchange);
        });

        assertThatThrownBy(() -> download(MAIN)).isInstanceOf(CancellationException.class);
        assertThat(partial()).hasSize(100_000);
    }
}
