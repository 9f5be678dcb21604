package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of a topic are grouped by what they begin with, where that is much. */
class PrefixGroupTests {

    private static List<PrefixGroup> of(List<String> topics, int[]... texts) {
        return PrefixGroup.of(List.of(texts), topics);
    }

    @Test
    void groupsATopicByItsCommonTokens() {
        List<PrefixGroup> groups = of(
                List.of("a", "b", "a", "b"),
                new int[] {1, 2, 3, 9},
                new int[] {4, 5, 6},
                new int[] {1, 2, 3, 8, 7},
                new int[] {4, 5, 7});

        assertThat(groups).extracting(PrefixGroup::indices).containsExactly(List.of(0, 2), List.of(1, 3));
        assertThat(groups.get(0).prefix()).containsExactly(1, 2, 3);
        assertThat(groups.get(1).prefix()).containsExactly(4, 5);
    }

    @Test
    void leavesEachTextATokenToPass() {
        List<PrefixGroup> groups = of(List.of("a", "a", "a"), new int[] {1, 2}, new int[] {1, 2}, new int[] {1, 2});

        assertThat(groups.get(0).prefix()).containsExactly(1);
    }

    @Test
    void putsTextsThatShareLittleTogetherAtTheEnd() {
        List<PrefixGroup> groups = of(
                List.of("alone", "a", "little", "a", "little"),
                new int[] {1, 2, 3},
                new int[] {1, 2, 3, 4},
                new int[] {1, 2, 3, 4},
                new int[] {1, 2, 3, 5},
                new int[] {1, 5, 6, 7});

        assertThat(groups).extracting(PrefixGroup::indices).containsExactly(List.of(1, 3), List.of(0, 2, 4));
        assertThat(groups.get(1).prefix()).isEmpty();
    }

    @Test
    void makesNoGroupOfNothing() {
        assertThat(of(List.of())).isEmpty();
    }
}
