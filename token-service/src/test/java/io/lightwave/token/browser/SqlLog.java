package io.lightwave.token.browser;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// What a node sends to its database for those who ask it something, in order: its statements, and [#COMMIT] behind
/// those of each transaction that has written something. A transaction that has only read costs no write of the log.
/// What the node does by itself from time to time is left out: by virtual threads, and by that of the change feed.
public final class SqlLog implements BeanPostProcessor {
    public static final String COMMIT = "commit";

    private static final Pattern WRITE = Pattern.compile(
            "(?is)\\s*(insert|update|delete)\\b.*|\\s*with\\b.*\\b" + "(insert\\s+into|update|delete\\s+from)\\b.*");
    private final List<String> lines = new ArrayList<>();

    /// Since the last call.
    public synchronized List<String> taken() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    private synchronized void note(String line) {
        if (Thread.currentThread().isVirtual()
                || Thread.currentThread().getName().equals("change-feed")) {
            return;
        }
        lines.add(line.strip().replaceAll("\\s+", " "));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? new Logged(source) : bean;
    }

    private final class Logged extends DelegatingDataSource {
        Logged(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return proxy(Connection.class, new LoggedConnection(super.getConnection()));
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(SqlLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class LoggedConnection implements InvocationHandler {
        private final Connection connection;
        private boolean wrote;

        LoggedConnection(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            Object result = call(connection, method, arguments);
            switch (method.getName()) {
                case "commit" -> committed();
                case "rollback" -> wrote = false;
                default -> {}
            }
            return result instanceof Statement statement ? logged(statement, method, arguments) : result;
        }

        private Object logged(Statement statement, Method made, Object @Nullable [] arguments) {
            String prepared =
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : "";
            return Proxy.newProxyInstance(
                    SqlLog.class.getClassLoader(), new Class<?>[] {made.getReturnType()}, (_, method, given) -> {
                        Object result = call(statement, method, given);
                        if (method.getName().startsWith("execute")) {
                            executed(
                                    given != null && given.length > 0 && given[0] instanceof String sql
                                            ? sql
                                            : prepared);
                        }
                        return result;
                    });
        }

        private void executed(String sql) throws SQLException {
            note(sql);
            wrote |= WRITE.matcher(sql).matches();
            if (connection.getAutoCommit()) {
                committed();
            }
        }

        private void committed() {
            if (wrote) {
                note(COMMIT);
                wrote = false;
            }
        }
    }
}
