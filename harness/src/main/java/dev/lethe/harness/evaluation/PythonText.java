package dev.lethe.harness.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Python's string functions where Java's differ, since the official script compares texts with Python's. */
final class PythonText {

    private static final int CAPITAL_SIGMA = 0x3A3;
    private static final int CAPITAL_I_WITH_DOT = 0x130;

    /** Word_Break values MidLetter, MidNumLet and Single_Quote, which Unicode counts as case-ignorable. */
    private static final String WORD_MIDDLE =
            "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private PythonText() {}

    /** {@code str.strip()}: without white space at both ends. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * {@code str.lower()}: full case mapping without regard to language. Java's {@code toLowerCase} decides about the
     * final sigma within word boundaries only, so it differs after punctuation.
     */
    static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int letter = text.codePointAt(i);
            if (letter == CAPITAL_SIGMA) {
                lower.append(isFinalSigma(text, i) ? '\u03C2' : '\u03C3');
            } else if (letter == CAPITAL_I_WITH_DOT) {
                lower.append("i\u0307");
            } else {
                lower.appendCodePoint(Character.toLowerCase(letter));
            }
        }
        return lower.toString();
    }

    /**
     * {@code repr(float)}: the shortest digits that read back as the same number, with an exponent below 1e-4 and from
     * 1e16 on. Java 17's {@code Double.toString} is not always the shortest.
     */
    static String repr(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (Double.isInfinite(magnitude)) {
            return sign + "inf";
        }
        if (magnitude == 0) {
            return sign + "0.0";
        }
        BigDecimal exact = new BigDecimal(magnitude);
        int precision = 1;
        while (exact.round(digits(precision)).doubleValue() != magnitude) {
            precision++;
        }
        BigDecimal shortest = exact.round(digits(precision)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
        }
        String digits = shortest.unscaledValue().toString();
        String point = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + point + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** Python rounds a number halfway between two shortest forms to the even one. */
    private static MathContext digits(int precision) {
        return new MathContext(precision, RoundingMode.HALF_EVEN);
    }

    /** Python's {@code str.isspace} of one character; all of them lie in the basic plane. */
    private static boolean isSpace(char c) {
        return (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x20)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    private static boolean isFinalSigma(String text, int index) {
        int before = index;
        while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
            before -= Character.charCount(text.codePointBefore(before));
        }
        if (before == 0 || !isCased(text.codePointBefore(before))) {
            return false;
        }
        int after = index + 1;
        while (after < text.length() && isCaseIgnorable(text.codePointAt(after))) {
            after += Character.charCount(text.codePointAt(after));
        }
        return after == text.length() || !isCased(text.codePointAt(after));
    }

    private static boolean isCased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    private static boolean isCaseIgnorable(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || type == Character.MODIFIER_LETTER
                || type == Character.MODIFIER_SYMBOL
                || WORD_MIDDLE.indexOf(c) >= 0;
    }
}
