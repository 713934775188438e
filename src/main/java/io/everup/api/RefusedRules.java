package io.everup.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a refused request asked for, told by its method and address in the words of the journal. */
final class RefusedRules {

    private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private RefusedRules() {}

    /** Such as {@code vm.start} for {@code POST /api/v1/vms/…/actions/start}, and {@code vm.create} for a POST to all VMs. */
    static String action(String method, String path) {
        var words = words(path).filter(word -> !word.matches(ID)).toList();
        if (words.isEmpty()) {
            return "request";
        }
        var rest = words.subList(1, words.size()).stream().collect(Collectors.joining("."));
        var verb = rest.isEmpty() || !method.equals("POST") ? verb(method, path) : "";
        return Stream.of(type(path), rest, verb).filter(part -> !part.isEmpty()).collect(Collectors.joining("."));
    }

    private static String verb(String method, String path) {
        return switch (method) {
            case "POST" -> path.matches(".*" + ID + ".*") ? "change" : "create";
            case "PUT", "PATCH" -> "change";
            case "DELETE" -> "delete";
            default -> "see";
        };
    }

    /** The singular of the collection that the address names. */
    static String type(String path) {
        return words(path)
                .findFirst()
                .map(word -> word.endsWith("s") && !word.endsWith("ss") ? word.substring(0, word.length() - 1) : word)
                .orElse("address");
    }

    /** The first id in the address; null when there is none. */
    static UUID subject(String path) {
        return words(path)
                .filter(word -> word.matches(ID))
                .findFirst()
                .map(UUID::fromString)
                .orElse(null);
    }

    private static Stream<String> words(String path) {
        return Arrays.stream(path.split("/"))
                .filter(word -> !word.isEmpty())
                .filter(word -> !word.equals("api") && !word.equals("v1") && !word.equals("actions"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.matches("[a-z0-9-]{1,40}"))
                .limit(6);
    }
}
