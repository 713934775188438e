package io.everup.hypervisor;

/** Power control by one family of agents; {@link PowerControl} is the door that picks the right one. */
public interface PowerDriver extends PowerControl {

    /** Whether an agent of this name is this driver's; it need not be installed. */
    boolean controls(String agent);
}
