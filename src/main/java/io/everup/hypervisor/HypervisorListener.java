package io.everup.hypervisor;

import java.util.UUID;

/** Hears what a host tells by itself. Called on the link's own thread: hand over and return at once. */
public interface HypervisorListener {

    /** Something about this VM changed (state, definition, devices, presence). Ask the host what; more calls may follow. */
    void vmChanged(UUID vm);

    /** The link is dead and will not come back; open a new one. Called once, not after {@link Hypervisor#close()}. */
    void closed(String why);
}
