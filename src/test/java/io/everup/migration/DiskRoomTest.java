package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.shared.Bytes;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DiskRoomTest {

    private static DiskRoom.Store store(String name, boolean shared, long freeGib, long promisedGib) {
        return new DiskRoom.Store(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name,
                shared,
                true,
                1_000 * Bytes.GIB,
                freeGib * Bytes.GIB,
                promisedGib * Bytes.GIB);
    }

    @Test
    void whatIsPromisedToOthersAndAReserveIsNotFilled() {
        var store = store("local", false, 100, 40);
        assertThat(store.room()).isEqualTo(52 * Bytes.GIB);
        assertThat(DiskRoom.objection(store, 52 * Bytes.GIB)).isEmpty();
        assertThat(DiskRoom.objection(store, 53 * Bytes.GIB))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("52 GiB").contains("53 GiB").contains("40 GiB"));
        assertThat(store("full", false, 3, 40).room()).isZero();
    }

    @Test
    void sharedComesFirstThenTheRoomiest() {
        var stores = List.of(store("a", false, 900, 0), store("b", false, 500, 0), store("s", true, 100, 0));
        assertThat(DiskRoom.best(stores, 10 * Bytes.GIB))
                .map(DiskRoom.Store::name)
                .contains("s");
        assertThat(DiskRoom.best(stores, 200 * Bytes.GIB))
                .map(DiskRoom.Store::name)
                .contains("a");
        assertThat(DiskRoom.best(stores, 2_000 * Bytes.GIB)).isEmpty();
    }

    @Test
    void aCopyIsNamedByItsMigrationAndNotByThoseBefore() {
        var first = UUID.fromString("01890000-0000-7000-8000-0000aabbccdd");
        var second = UUID.fromString("01890000-0000-7000-8000-000011223344");
        var once = DiskJournal.copyName("web-1.qcow2", first);
        assertThat(once).isEqualTo("web-1-maabbccdd.qcow2");
        assertThat(DiskJournal.copyName(once, second)).isEqualTo("web-1-m11223344.qcow2");
        assertThat(DiskJournal.copyName("lvm-disk", first)).isEqualTo("lvm-disk-maabbccdd");
        assertThat(DiskJournal.copyName(".hidden", first)).isEqualTo(".hidden-maabbccdd");
    }
}
