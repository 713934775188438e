package io.everup.placement;

import java.util.List;
import java.util.UUID;

/**
 * A host that can't take a VM.
 *
 * @param reasons every one that holds, in plain words; never empty
 */
public record Rejection(UUID host, String name, List<String> reasons) {

    public Rejection {
        reasons = List.copyOf(reasons);
    }

    /** One sentence for people: {@code h2 doesn't reach datastore 'shared'}. */
    public String sentence() {
        return name + " " + String.join("; ", reasons);
    }
}
