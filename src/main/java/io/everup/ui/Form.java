package io.everup.ui;

import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a form sent, by field. Templates read it like a map; a value that can't be read is refused at its field. */
public final class Form extends AbstractMap<String, String> {

    private final Map<String, String> values;

    public Form(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return values.entrySet();
    }

    /** Without blanks around it; null when it is empty or was not sent. */
    public String text(String field) {
        var value = values.get(field);
        return value == null || value.isBlank() ? null : value.strip();
    }

    public boolean flag(String field) {
        return "true".equals(values.get(field)) || "on".equals(values.get(field));
    }

    /** @return null when it is empty */
    public Integer number(String field) {
        var value = text(field);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw Refusal.invalidField(field, "Write a whole number, such as 4.");
        }
    }

    /** @return null when it is empty */
    public UUID id(String field) {
        var value = text(field);
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalidField(field, "Choose one from the list.");
        }
    }

    /** A number of MiB in bytes; null when it is empty. */
    public Long mebibytes(String field) {
        var value = number(field);
        return value == null ? null : value * Bytes.MIB;
    }

    /** The fields whose names begin with a prefix, by the rest of their names; empty ones left out. */
    public Map<String, String> under(String prefix) {
        return values.entrySet().stream()
                .filter(field ->
                        field.getKey().startsWith(prefix) && !field.getValue().isBlank())
                .collect(Collectors.toMap(
                        field -> field.getKey().substring(prefix.length()),
                        field -> field.getValue().strip()));
    }

    /** One constant of an enum, whatever the case; null when it is empty. */
    public <E extends Enum<E>> E choice(String field, Class<E> type) {
        var value = text(field);
        if (value == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, value.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalidField(field, "Choose one from the list.");
        }
    }
}
