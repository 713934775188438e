package io.everup.ui;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them. A text that a spreadsheet would take for a formula is led by an apostrophe. */
public final class Csv {

    private final StringBuilder text = new StringBuilder();

    public Csv row(Object... values) {
        return row(Arrays.asList(values));
    }

    public Csv row(List<?> values) {
        text.append(values.stream().map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        var cell = value.toString();
        if (value instanceof CharSequence && !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0) {
            cell = "'" + cell;
        }
        return cell.chars().anyMatch(letter -> letter == '"' || letter == ',' || letter == '\n' || letter == '\r')
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
