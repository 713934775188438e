package io.everup.hypervisor.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fence agent says of itself reads no file of the portal. */
class AgentMetadataTest {

    private static final String ACTIONS =
            "<actions><action name=\"on\"/><action name=\"off\"/><action name=\"status\"/></actions>";

    @Test
    void entitiesFromOutsideAreRefused(@TempDir Path folder) throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "the content of a file");
        var honest = "<resource-agent name=\"f\" shortdesc=\"x\"><parameters/>" + ACTIONS + "</resource-agent>";
        assertThat(AgentMetadata.read("fence_x", honest)).isPresent();
        var evil = "<!DOCTYPE r [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + honest.replace("shortdesc=\"x\"", "")
                        .replace("<parameters/>", "<longdesc>&x;</longdesc><parameters/>");
        assertThat(AgentMetadata.read("fence_x", evil)).isEmpty();
    }
}
