package io.everup.hypervisor;

/** Power control by one family of agents; {@link PowerControl} is the door that picks the right one. */
public interface PowerDriver extends PowerControl {

    /** Whether this driver has an agent of this name. */
    boolean controls(String agent);
}
