package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.NetworkReport;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VolumeReport;
import org.junit.jupiter.api.Test;

class StorageXmlTest {

    @Test
    void aSharedFolderIsKnownByTheIdentityItsAdministratorGaveIt() {
        var pool = StorageXml.pool("""
                <pool type='dir'><name>shared</name><uuid>e0e0f00d-0000-4000-8000-00000000005a</uuid>
                <source/><target><path>/srv/shared</path></target></pool>""");
        assertThat(pool)
                .isEqualTo(new StorageXml.Pool(
                        "shared", "dir", "dir:e0e0f00d-0000-4000-8000-00000000005a", false, "/srv/shared"));
    }

    @Test
    void anExportIsTheSameWhateverEachHostCallsIt() {
        var one = StorageXml.pool(nfs("a", "11111111-0000-4000-8000-000000000001", "/mnt/a"));
        var two = StorageXml.pool(nfs("b", "11111111-0000-4000-8000-000000000002", "/mnt/b"));
        assertThat(one.remote()).isTrue();
        assertThat(one.identity()).isEqualTo("netfs:nas.lan:/export/vms").isEqualTo(two.identity());
    }

    @Test
    void cephIsNamedByItsMonitorsAndPool() {
        var pool = StorageXml.pool("""
                <pool type='rbd'><name>ceph</name><uuid>x</uuid><source><host name='m2' port='6789'/><host name='m1'/>
                <name>vms</name></source></pool>""");
        assertThat(pool.identity()).isEqualTo("rbd:m1,m2:vms");
        assertThat(pool.path()).isNull();
    }

    @Test
    void readsVolumes() {
        var volume = StorageXml.volume("""
                <volume type='file'><name>a &amp; b.qcow2</name><key>/s/a</key><capacity unit='bytes'>67108864</capacity>
                <allocation unit='KiB'>4</allocation><target><path>/s/a &amp; b.qcow2</path><format type='qcow2'/></target>
                <backingStore><path>/s/base.qcow2</path><format type='qcow2'/></backingStore></volume>""");
        assertThat(volume)
                .isEqualTo(new VolumeReport("a & b.qcow2", "/s/a & b.qcow2", "qcow2", 67108864, 4096, "/s/base.qcow2"));
    }

    @Test
    void writesVolumes() {
        assertThat(StorageXml.write(NewVolume.empty("d.raw", "raw", 7), 7))
                .isEqualTo("<volume><name>d.raw</name><capacity unit=\"bytes\">7</capacity>"
                        + "<allocation unit=\"bytes\">0</allocation><target><format type=\"raw\"/></target></volume>");
        assertThat(StorageXml.write(NewVolume.linkedClone("c", 0, "/s/<b>", "raw"), 9))
                .contains("<capacity unit=\"bytes\">9</capacity>", "<format type=\"qcow2\"/>")
                .contains("<backingStore><path>/s/&lt;b&gt;</path><format type=\"raw\"/></backingStore>");
    }

    @Test
    void readsNetworks() {
        assertThat(Networks.read("<network><name>n</name><forward mode='bridge'/><bridge name='br0'/></network>", true))
                .isEqualTo(new NetworkReport("n", "bridge", "br0", true));
        assertThat(Networks.read("<network><name>n</name><forward/><bridge name='virbr0'/></network>", false))
                .isEqualTo(new NetworkReport("n", "nat", "virbr0", false));
        assertThat(Networks.read("<network><name>n</name></network>", true))
                .isEqualTo(new NetworkReport("n", "isolated", null, true));
    }

    @Test
    void readsCapabilities() {
        var capabilities = Capabilities.read("""
                <capabilities><host><uuid>e0e0f00d-0000-4000-8000-000000000101</uuid>
                <cpu><arch>x86_64</arch><model>EPYC</model></cpu></host>
                <guest><os_type>hvm</os_type><arch name='x86_64'><domain type='qemu'/><domain type='kvm'/></arch></guest></capabilities>""");
        assertThat(capabilities.cpuModel()).isEqualTo("EPYC");
        assertThat(capabilities.accelerated()).isTrue();
        var bare = Capabilities.read(
                "<capabilities><host/><guest><arch><domain type='qemu'/></arch></guest></capabilities>");
        assertThat(bare).isEqualTo(new Capabilities(null, "x86_64", "unknown", false));
    }

    private static String nfs(String name, String uuid, String path) {
        return "<pool type='netfs'><name>" + name + "</name><uuid>" + uuid
                + "</uuid><source><host name='nas.lan'/><dir path='/export/vms'/><format type='nfs'/></source>"
                + "<target><path>" + path + "</path></target></pool>";
    }
}
