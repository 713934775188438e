package io.everup.hypervisor;

/**
 * A volume to be created.
 *
 * @param name its file name, unique in the datastore
 * @param format {@code qcow2} or {@code raw}; a linked clone is always qcow2
 * @param capacityBytes its size; for a clone at least the source's, 0 for exactly the source's
 * @param source the full path of the volume to clone; null for an empty one
 * @param linked whether the clone keeps reading from its source (instant) or is a full copy
 */
public record NewVolume(
        String name, String format, long capacityBytes, String source, String sourceFormat, boolean linked) {

    public static NewVolume empty(String name, String format, long capacityBytes) {
        return new NewVolume(name, format, capacityBytes, null, null, false);
    }

    public static NewVolume linkedClone(String name, long capacityBytes, String source, String sourceFormat) {
        return new NewVolume(name, "qcow2", capacityBytes, source, sourceFormat, true);
    }

    public static NewVolume fullCopy(
            String name, String format, long capacityBytes, String source, String sourceFormat) {
        return new NewVolume(name, format, capacityBytes, source, sourceFormat, false);
    }
}
