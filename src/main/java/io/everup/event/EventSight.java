package io.everup.event;

import io.everup.shared.Condition;
import java.util.Optional;

/** Which events and changes a reader may see: those of the things that they may see. */
public interface EventSight {

    /**
     * A condition on the columns {@code subject_type} and {@code subject_id}.
     *
     * @throws io.everup.shared.Refusal (forbidden) when the reader may see no events at all
     */
    Condition events(Reader reader);

    /** Whether the reader may hear that this changed. */
    boolean sees(Reader reader, Change change);

    /** The reader with what they may see now; empty when they are no longer signed in. */
    Optional<Reader> renewed(Reader reader);
}
