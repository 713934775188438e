package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws of sets of time, held against sets of whole seconds. */
class IntervalsTest {

    private static final Instant ZERO = Instant.parse("2026-03-29T00:00:00Z");
    private static final int SPAN = 200;
    private static final int RUNS = 2_000;

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }

    /** Overlapping, touching, in any order. */
    private static List<Interval> random(Random chance) {
        var parts = new ArrayList<Interval>();
        for (var i = chance.nextInt(8); i > 0; i--) {
            var from = chance.nextInt(SPAN);
            parts.add(new Interval(at(from), at(from + 1 + chance.nextInt(40))));
        }
        return parts;
    }

    private static BitSet seconds(Intervals intervals) {
        var set = new BitSet();
        for (var second = 0; second < 2 * SPAN; second++) {
            set.set(second, intervals.contains(at(second)));
        }
        return set;
    }

    @Test
    void setsOfTimeObeyTheLawsOfSets() {
        for (var seed = 0; seed < RUNS; seed++) {
            var chance = new Random(seed);
            var one = Intervals.of(random(chance));
            var two = Intervals.of(random(chance));
            var law = "seed " + seed + ": " + one + " and " + two;

            var union = seconds(one);
            union.or(seconds(two));
            assertThat(seconds(one.union(two))).as("union, " + law).isEqualTo(union);
            var common = seconds(one);
            common.and(seconds(two));
            assertThat(seconds(one.intersect(two))).as("intersection, " + law).isEqualTo(common);
            var rest = seconds(one);
            rest.andNot(seconds(two));
            assertThat(seconds(one.subtract(two))).as("difference, " + law).isEqualTo(rest);
            assertThat(one.total())
                    .as("total, " + law)
                    .isEqualTo(Duration.ofSeconds(seconds(one).cardinality()));
            assertThat(one.intersect(two).total().plus(one.subtract(two).total()))
                    .as("a whole is its parts, " + law)
                    .isEqualTo(one.total());
            assertThat(one.complement().complement()).as(law).isEqualTo(one);
            assertThat(one.union(two)).as("order doesn't matter, " + law).isEqualTo(two.union(one));
        }
    }

    @Test
    void partsNeitherOverlapNorTouch() {
        for (var seed = 0; seed < RUNS; seed++) {
            var parts = Intervals.of(random(new Random(seed))).parts();
            for (var i = 1; i < parts.size(); i++) {
                assertThat(parts.get(i - 1).to())
                        .as("seed " + seed)
                        .isBefore(parts.get(i).from());
            }
        }
    }

    @Test
    void anEndIsNotPartOfAnInterval() {
        var one = Intervals.between(at(0), at(5));
        assertThat(one.contains(at(0))).isTrue();
        assertThat(one.contains(at(5))).isFalse();
        assertThat(one.intersect(Intervals.between(at(5), at(9))).isEmpty()).isTrue();
        assertThat(Intervals.between(at(5), at(5))).isEqualTo(Intervals.NONE);
    }

    /** Whatever comes in whatever order with whatever clocks: each second has the value that was painted on it last. */
    @Test
    void whatIsPaintedLastCounts() {
        for (var seed = 0; seed < RUNS; seed++) {
            var chance = new Random(seed);
            var painted = new Painted<Integer>();
            var expected = new Integer[2 * SPAN];
            for (var stroke = 0; stroke < 12; stroke++) {
                var from = chance.nextInt(SPAN);
                var open = chance.nextInt(3) == 0;
                var to = from + chance.nextInt(40);
                painted.paint(at(from), open ? null : at(to), stroke);
                for (var second = from; second < (open ? expected.length : to); second++) {
                    expected[second] = stroke;
                }
            }
            for (var second = 0; second < expected.length; second++) {
                assertThat(painted.at(at(second)))
                        .as("seed " + seed + ", second " + second)
                        .isEqualTo(expected[second]);
            }
            for (var stretch : painted.stretches()) {
                assertThat(stretch.when().from()).isBefore(stretch.when().to());
            }
        }
    }
}
