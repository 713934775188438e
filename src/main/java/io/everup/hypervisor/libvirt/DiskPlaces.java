package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.DiskCopy;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Rewrites where the disks of a definition are, and leaves all else of it as it is (libvirt.org/formatdomain.html). What
 * the host noted of a disk's backing files goes, too: a copy stands alone.
 */
final class DiskPlaces {

    private static final String BLOCK_DEVICES = "/dev/";

    private DiskPlaces() {}

    static String relocate(String xml, List<DiskCopy> copies) {
        var document = XmlNode.document(xml);
        for (var disk : elements(document.getDocumentElement(), "devices").stream()
                .flatMap(devices -> elements(devices, "disk").stream())
                .toList()) {
            copies.stream()
                    .filter(copy -> elements(disk, "target").stream()
                            .anyMatch(target -> target.getAttribute("dev").equals(copy.device())))
                    .findFirst()
                    .ifPresent(copy -> place(document, disk, copy.path()));
        }
        return text(document);
    }

    private static void place(Document document, Element disk, String path) {
        var block = path.startsWith(BLOCK_DEVICES);
        for (var name : List.of("source", "backingStore", "mirror")) {
            elements(disk, name).forEach(disk::removeChild);
        }
        disk.setAttribute("type", block ? "block" : "file");
        var source = document.createElement("source");
        source.setAttribute(block ? "dev" : "file", path);
        disk.insertBefore(source, elements(disk, "target").get(0));
    }

    private static List<Element> elements(Element parent, String name) {
        var result = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element found && found.getTagName().equals(name)) {
                result.add(found);
            }
        }
        return result;
    }

    private static String text(Document document) {
        try {
            var factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            var text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
