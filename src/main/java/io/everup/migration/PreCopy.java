package io.everup.migration;

/**
 * The rounds of a pre-copy migration, played through for one set of figures. Round 0 sends all memory M over a link of L
 * bytes per second; each later one sends what the guest, writing D bytes per second, wrote during the one before: M·(D/L)^n
 * bytes in round n. It can switch when what is left takes no longer than the pause allowed. Without throttling the sum is
 * the geometric series M·(1-(D/L)^(n+1))/(1-D/L). Source: Clark et al., "Live Migration of Virtual Machines" (NSDI 2005);
 * Akoush et al., "Predicting the Performance of Virtual Machine Migration" (MASCOTS 2010).
 *
 * <p>Auto-converge follows QEMU's rule (migration/ram.c, migration_trigger_throttle): each second time that a round leaves
 * more than half of what it sent, the guest's processors are throttled by 20 %, then by 10 more, up to 99.
 *
 * @param ends whether what is left ever fits into the pause
 * @param seconds of all rounds before the pause
 * @param firstSeconds of the first round alone
 * @param sentBytes in all rounds, the last one included
 * @param leftBytes sent while the guest stands still
 * @param rounds before the pause
 * @param throttle share of processor time taken from the guest in the end, 0 to 0.99
 */
record PreCopy(
        boolean ends,
        double seconds,
        double firstSeconds,
        double sentBytes,
        double leftBytes,
        int rounds,
        double throttle) {

    private static final int MOST_ROUNDS = 200;
    private static final double HEAVY = 0.5;
    private static final double FIRST_THROTTLE = 0.2;
    private static final double MORE_THROTTLE = 0.1;
    private static final double MOST_THROTTLE = 0.99;

    /**
     * @param memory bytes
     * @param dirty bytes per second
     * @param speed bytes per second, above 0
     * @param pauseSeconds that the last bytes may take
     */
    static PreCopy play(double memory, double dirty, double speed, double pauseSeconds, boolean throttled) {
        var left = memory;
        double seconds = 0;
        double sent = 0;
        double throttle = 0;
        var heavy = 0;
        var rounds = 0;
        while (rounds == 0 || left / speed > pauseSeconds) {
            if (rounds == MOST_ROUNDS || (!throttled && dirty >= speed && rounds > 0)) {
                return new PreCopy(false, seconds, memory / speed, sent, left, rounds, throttle);
            }
            var round = left / speed;
            var written = Math.min(memory, dirty * (1 - throttle) * round);
            seconds += round;
            sent += left;
            rounds++;
            heavy += written > left * HEAVY ? 1 : 0;
            if (throttled && heavy == 2) {
                heavy = 0;
                throttle = throttle == 0 ? FIRST_THROTTLE : Math.min(MOST_THROTTLE, throttle + MORE_THROTTLE);
            }
            left = written;
        }
        return new PreCopy(true, seconds, memory / speed, sent + left, left, rounds, throttle);
    }
}
