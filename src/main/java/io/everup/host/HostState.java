package io.everup.host;

/** Where a host stands, as Everup has decided. */
public enum HostState {
    CONNECTING("Everup is connecting to it and checks what runs there before it may take work."),
    UP("It answers and may run VMs."),
    SUSPECT("It has stopped answering; its power is being asked for right now."),
    LOST(
            "It doesn't answer and nothing proves that it is off: its VMs can't be restarted elsewhere without your word."),
    FENCING("Its power is being switched off, so that its VMs can safely start elsewhere."),
    FENCED("It is proven to be off; its protected VMs were restarted elsewhere."),
    MAINTENANCE("It takes no VMs because it is being serviced.");

    private final String sentence;

    HostState(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the state's tooltip. */
    public String sentence() {
        return sentence;
    }
}
