package io.everup.hypervisor.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * libvirt's arrays of named values ({@code virTypedParameter}: 80 bytes of name, 4 of type, 4 of padding, 8 of value).
 * Read as one block: field by field through JNA ten thousand VMs would take seconds.
 */
final class TypedParams {

    private static final int SIZE = 96;
    private static final int NAME = 80;
    private static final int VALUE = 88;
    private static final int INT = 1;
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
                case INT -> result.put(name(bytes, at), (long) bytes.getInt(at + VALUE));
                default -> result.put(name(bytes, at), bytes.getLong(at + VALUE));
            }
        }
        return result;
    }

    /** An array to be given to libvirt, and the texts it points to. */
    record Array(Memory memory, int count, List<Memory> texts) implements AutoCloseable {
        @Override
        public void close() {
            memory.close();
            texts.forEach(Memory::close);
        }
    }

    /** @param values by name: texts, (unsigned) long numbers, ints; of a list each stands under the name */
    static Array array(Map<String, Object> values) {
        var flat = new ArrayList<Map.Entry<String, Object>>();
        values.forEach((name, value) -> {
            if (value instanceof List<?> several) {
                several.forEach(each -> flat.add(Map.entry(name, each)));
            } else {
                flat.add(Map.entry(name, value));
            }
        });
        var memory = new Memory((long) SIZE * Math.max(1, flat.size()));
        memory.clear();
        var texts = new ArrayList<Memory>();
        long at = 0;
        for (var each : flat) {
            var name = each.getKey().getBytes(StandardCharsets.US_ASCII);
            memory.write(at, name, 0, name.length);
            write(memory, at, each.getValue(), texts);
            at += SIZE;
        }
        return new Array(memory, flat.size(), texts);
    }

    private static void write(Memory memory, long at, Object value, List<Memory> texts) {
        if (value instanceof Integer number) {
            memory.setInt(at + NAME, INT);
            memory.setInt(at + VALUE, number);
        } else if (value instanceof Long number) {
            memory.setInt(at + NAME, UNSIGNED_LONG);
            memory.setLong(at + VALUE, number);
        } else {
            memory.setInt(at + NAME, STRING);
            memory.setPointer(at + VALUE, text(value.toString(), texts));
        }
    }

    private static Memory text(String text, List<Memory> texts) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var memory = new Memory(bytes.length + 1L);
        memory.clear();
        memory.write(0, bytes, 0, bytes.length);
        texts.add(memory);
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
