package io.everup.ha.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tells each story of src/test/resources/scenarios: no law is broken at any step, all is well when everything was mended,
 * and what happens is what its folder says. With -Dscenarios.write=true the logs are written anew, to be read by people.
 */
class ScenariosTest {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> stories() throws IOException {
        return folders().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> tell(folder)));
    }

    private static List<Path> folders() throws IOException {
        try (var all = Files.list(FOLDER)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static void tell(Path folder) throws IOException {
        assertThat(Files.readString(folder.resolve("README.md")))
                .as("why it is told")
                .startsWith("# ");
        var outcome = Story.read(folder).tell();
        assertThat(outcome.broken()).as(() -> String.join("\n", outcome.log())).isNull();
        var expected = folder.resolve("expected");
        if (Boolean.getBoolean("scenarios.write")) {
            Files.write(expected, outcome.log());
        }
        assertThat(outcome.log()).isEqualTo(Story.lines(expected));
    }
}
