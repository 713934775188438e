package io.everup.hypervisor.fence;

import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Parameter;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads what a fence agent says of itself (the ClusterLabs fence agent API, its "metadata" action). */
final class AgentMetadata {

    private static final Set<String> NEEDED = Set.of("on", "off", "status");

    /**
     * Parameters that aren't ours to give: they would run other programs, write files, or change what is reported. The
     * action is the portal's.
     */
    private static final Pattern WITHHELD = Pattern.compile(
            "action|.*_path|.*_script|debug|debug_file|.*_file|sudo|use_sudo|quiet|verbose|verbose_level|version|help"
                    + "|delay|ssh_options|separator|plug_separator|missing_as_off");

    private static final Pattern SECRET = Pattern.compile(".*(?:passw|secret|token|_kg|community|api_?key).*");

    private AgentMetadata() {}

    static boolean withheld(String parameter) {
        return WITHHELD.matcher(parameter).matches();
    }

    static boolean secret(String parameter) {
        return SECRET.matcher(parameter).matches();
    }

    /** Empty when it isn't an agent that can switch off and on and tell the state. */
    static Optional<Agent> read(String name, String xml) {
        try {
            var root = parse(xml);
            var actions = new HashSet<String>();
            for (var action : children(root, "actions", "action")) {
                actions.add(action.getAttribute("name"));
            }
            if (!actions.containsAll(NEEDED)) {
                return Optional.empty();
            }
            var parameters = new ArrayList<Parameter>();
            for (var parameter : children(root, "parameters", "parameter")) {
                if (!withheld(parameter.getAttribute("name"))
                        && !parameter.getAttribute("deprecated").equals("1")) {
                    parameters.add(parameter(parameter));
                }
            }
            return Optional.of(new Agent(name, root.getAttribute("shortdesc"), List.copyOf(parameters), null));
        } catch (SAXException e) {
            return Optional.empty();
        }
    }

    private static Parameter parameter(Element parameter) {
        var name = parameter.getAttribute("name");
        var content = children(parameter, "content").stream().findFirst();
        return new Parameter(
                name,
                children(parameter, "shortdesc").stream()
                        .findFirst()
                        .map(text -> text.getTextContent().strip())
                        .orElse(""),
                parameter.getAttribute("required").equals("1"),
                secret(name),
                content.filter(each -> each.hasAttribute("default"))
                        .map(each -> each.getAttribute("default"))
                        .orElse(null));
    }

    private static List<Element> children(Element parent, String... path) {
        var result = List.of(parent);
        for (var name : path) {
            result = result.stream()
                    .flatMap(element -> named(element, name).stream())
                    .toList();
        }
        return result;
    }

    private static List<Element> named(Element parent, String name) {
        var result = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                result.add(element);
            }
        }
        return result;
    }

    /** Without DTDs, entities or anything else from outside. */
    private static Element parse(String xml) throws SAXException {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
