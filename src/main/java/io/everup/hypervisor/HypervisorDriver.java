package io.everup.hypervisor;

import java.time.Duration;

/** Makes links to hosts of one kind. */
public interface HypervisorDriver {

    /** Whether this driver speaks the URI's scheme. */
    boolean speaks(HostUri uri);

    /**
     * Opens a link. The link tells the listener of changes and of its own end until it is closed.
     *
     * @param credentials what the host wants to know of us; {@link Credentials#NONE} where it asks nothing
     * @param deadline after which the attempt is given up
     * @throws HypervisorFailure.Unreachable nothing answers there, or not in time
     * @throws HypervisorFailure.Refused the host answers and turns us away (login, key, certificate)
     */
    Hypervisor connect(HostUri uri, Credentials credentials, HypervisorListener listener, Duration deadline);
}
