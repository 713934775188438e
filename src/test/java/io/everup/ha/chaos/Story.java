package io.everup.ha.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** A folder of scenarios: README.md says why it is told, script what is done, expected what happens. */
record Story(Path folder, Run run) {

    /** @throws IllegalArgumentException when its first line is no {@code world hosts=3 vms=6 …} */
    static Story read(Path folder) {
        var lines = lines(folder.resolve("script"));
        return new Story(folder, new Run(size(lines), figures(lines).get("seed"), Script.parse(lines), Rules.TRUE));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static World.Size size(List<String> lines) {
        var figures = figures(lines);
        return new World.Size(
                figures.get("hosts").intValue(),
                figures.get("vms").intValue(),
                figures.get("replicas").intValue(),
                figures.get("supplies").intValue(),
                figures.get("memory").intValue());
    }

    private static HashMap<String, Long> figures(List<String> lines) {
        var figures = new HashMap<String, Long>();
        for (var word : lines.get(0).split(" ")) {
            var parts = word.split("=");
            if (parts.length == 2) {
                figures.put(parts[0], Long.valueOf(parts[1]));
            } else if (!word.equals("world")) {
                throw new IllegalArgumentException("A script begins with its world, not with " + lines.get(0));
            }
        }
        return figures;
    }

    Run.Outcome tell() {
        return run.go(true);
    }
}
