package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HypervisorFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that was taken over reads no file of the portal by the XML that it answers. */
class XmlNodeTest {

    @Test
    void entitiesFromOutsideAreRefused(@TempDir Path folder) throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "the content of a file");
        var payloads = new String[] {
            "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><domain><name>&x;</name></domain>",
            "<!DOCTYPE d SYSTEM \"http://127.0.0.1:9/evil.dtd\"><domain/>",
            "<!DOCTYPE d [<!ENTITY % p SYSTEM \"" + secret.toUri() + "\"> %p;]><domain/>",
            "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><domain>&b;</domain>"
        };
        for (var payload : payloads) {
            assertThatThrownBy(() -> XmlNode.parse(payload))
                    .as(payload)
                    .isInstanceOf(HypervisorFailure.Refused.class)
                    .hasMessageNotContaining("the content of a file");
        }
        var included = XmlNode.parse("<domain xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\""
                + secret.toUri() + "\" parse=\"text\"/></domain>");
        assertThat(included.name()).isEqualTo("domain");
        assertThat(included.all("xi:include")).as("it stays as it is").hasSize(1);
    }
}
