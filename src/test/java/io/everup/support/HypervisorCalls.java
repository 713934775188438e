package io.everup.support;

import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorDriver;
import io.everup.hypervisor.PowerDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Notices calls to hypervisors and power devices on the thread that watches, and on those it starts, while collectors
 * and tasks go on calling theirs.
 */
public class HypervisorCalls implements BeanPostProcessor {

    private static final Set<String> HARMLESS =
            Set.of("speaks", "controls", "agent", "agents", "toString", "hashCode", "equals");

    private final InheritableThreadLocal<List<String>> noticed = new InheritableThreadLocal<>();

    /** What the work calls, each as {@code Hypervisor.report}. */
    public List<String> during(Runnable work) {
        var calls = new CopyOnWriteArrayList<String>();
        noticed.set(calls);
        try {
            work.run();
        } finally {
            noticed.remove();
        }
        return List.copyOf(calls);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HypervisorDriver) {
            return watched(bean, HypervisorDriver.class);
        }
        return bean instanceof PowerDriver ? watched(bean, PowerDriver.class) : bean;
    }

    private Object watched(Object target, Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            var calls = noticed.get();
            if (calls != null && !HARMLESS.contains(method.getName())) {
                calls.add(type.getSimpleName() + "." + method.getName());
            }
            var result = call(target, method, arguments);
            return result instanceof Hypervisor ? watched(result, Hypervisor.class) : result;
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
