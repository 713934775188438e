package io.everup.notice;

/** How far a notice is. */
public enum NoticeState {
    HELD("It waits for the end of quiet hours, or for the next digest."),
    WAITING("It is sent as soon as its time has come."),
    SENDING("It is being sent."),
    SENT("It was delivered."),
    GIVEN_UP("It could not be delivered, and isn't tried any more."),
    MERGED("It was told as part of a digest.");

    private final String sentence;

    NoticeState(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the state's tooltip. */
    public String sentence() {
        return sentence;
    }
}
