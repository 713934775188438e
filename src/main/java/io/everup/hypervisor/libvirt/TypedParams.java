package io.everup.hypervisor.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * libvirt's arrays of named values ({@code virTypedParameter}: 80 bytes of name, 4 of type, 4 of padding, 8 of value).
 * Read as one block: field by field through JNA ten thousand VMs would take seconds.
 */
final class TypedParams {

    private static final int SIZE = 96;
    private static final int NAME = 80;
    private static final int VALUE = 88;
    private static final int UNSIGNED_INT = 2;
    private static final int UNSIGNED_LONG = 4;
    private static final int DOUBLE = 5;
    private static final int BOOLEAN = 6;
    private static final int STRING = 7;
    private static final long UNSIGNED_INT_MASK = 0xffff_ffffL;

    private TypedParams() {}

    /** The whole numbers and truths (1 or 0) among the values, by name. */
    static Map<String, Long> numbers(Pointer params, int count) {
        if (params == null || count <= 0) {
            return Map.of();
        }
        return numbers(params.getByteBuffer(0, (long) count * SIZE).order(ByteOrder.nativeOrder()), count);
    }

    static Map<String, Long> numbers(ByteBuffer bytes, int count) {
        var result = new HashMap<String, Long>(count * 2);
        for (int at = 0; at < count * SIZE; at += SIZE) {
            var type = bytes.getInt(at + NAME);
            switch (type) {
                case STRING, DOUBLE -> {}
                case UNSIGNED_INT -> result.put(name(bytes, at), bytes.getInt(at + VALUE) & UNSIGNED_INT_MASK);
                case BOOLEAN -> result.put(name(bytes, at), (long) bytes.get(at + VALUE));
                case 1 -> result.put(name(bytes, at), (long) bytes.getInt(at + VALUE));
                default -> result.put(name(bytes, at), bytes.getLong(at + VALUE));
            }
        }
        return result;
    }

    /** An array of one unsigned number, to be given to libvirt. */
    static Memory one(String name, long value) {
        var memory = new Memory(SIZE);
        memory.clear();
        var bytes = name.getBytes(StandardCharsets.US_ASCII);
        memory.write(0, bytes, 0, bytes.length);
        memory.setInt(NAME, UNSIGNED_LONG);
        memory.setLong(VALUE, value);
        return memory;
    }

    private static String name(ByteBuffer bytes, int at) {
        int end = 0;
        while (end < NAME && bytes.get(at + end) != 0) {
            end++;
        }
        var name = new byte[end];
        bytes.get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
