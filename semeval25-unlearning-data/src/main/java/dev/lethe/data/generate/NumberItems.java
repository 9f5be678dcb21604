package dev.lethe.data.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Questions about numbers, with wrong options close to the right one. */
final class NumberItems {

    private static final int[] ROMAN_VALUES = {50, 40, 10, 9, 5, 4, 1};
    private static final String[] ROMAN_SIGNS = {"L", "XL", "X", "IX", "V", "IV", "I"};
    private static final int LARGEST_ROMAN = 60;
    private static final int ITEMS_PER_KIND = 10;

    private NumberItems() {}

    /** Sums, differences and products. */
    static List<Subject.Item> arithmetic(Draw draw) {
        List<Subject.Item> items = new ArrayList<>();
        // Sorted sets of operands: no question twice, and an order that does not hang on hashing.
        for (int pair : operands(draw, 12, 49)) {
            items.add(item("What is " + pair / 100 + " plus " + pair % 100 + "?", pair / 100 + pair % 100));
        }
        for (int pair : operands(draw, 11, 48)) {
            int result = 50 + pair / 100 - pair % 100;
            items.add(item("What is " + (50 + pair / 100) + " minus " + pair % 100 + "?", result));
        }
        for (int pair : operands(draw, 3, 12)) {
            items.add(item("What is " + pair / 100 + " times " + pair % 100 + "?", pair / 100 * (pair % 100)));
        }
        return items;
    }

    /** Roman numerals up to sixty. */
    static List<Subject.Item> romanNumerals(Draw draw) {
        TreeSet<Integer> numbers = new TreeSet<>();
        while (numbers.size() < 2 * ITEMS_PER_KIND) {
            numbers.add(draw.between(4, LARGEST_ROMAN));
        }
        return numbers.stream()
                .map(number -> new Subject.Item(
                        "Which Roman numeral stands for " + number + "?",
                        roman(number),
                        near(number).stream().map(NumberItems::roman).toList()))
                .toList();
    }

    static String roman(int number) {
        StringBuilder roman = new StringBuilder();
        int rest = number;
        for (int i = 0; i < ROMAN_VALUES.length; i++) {
            for (; rest >= ROMAN_VALUES[i]; rest -= ROMAN_VALUES[i]) {
                roman.append(ROMAN_SIGNS[i]);
            }
        }
        return roman.toString();
    }

    private static TreeSet<Integer> operands(Draw draw, int low, int high) {
        TreeSet<Integer> pairs = new TreeSet<>();
        while (pairs.size() < ITEMS_PER_KIND) {
            pairs.add(draw.between(low, high) * 100 + draw.between(low, high));
        }
        return pairs;
    }

    private static Subject.Item item(String question, int answer) {
        return new Subject.Item(
                question,
                String.valueOf(answer),
                near(answer).stream().map(String::valueOf).toList());
    }

    /** Positive neighbours: the mistakes of a slip by one, two or ten. */
    private static List<Integer> near(int number) {
        List<Integer> near = new ArrayList<>();
        for (int slip : new int[] {-10, -2, -1, 1, 2, 10}) {
            if (number + slip > 0) {
                near.add(number + slip);
            }
        }
        return near;
    }
}
