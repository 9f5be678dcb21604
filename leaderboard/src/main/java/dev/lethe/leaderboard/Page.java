package dev.lethe.leaderboard;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The leaderboard as one self-contained HTML file. Templates end in {@code .ftlh}: all text is escaped. */
final class Page {

    private static final Configuration TEMPLATES = configuration();

    private Page() {}

    static String render(Leaderboard leaderboard) {
        var html = new StringWriter();
        try {
            TEMPLATES.getTemplate("index.ftlh").process(Map.of("board", new PageView(leaderboard)), html);
        } catch (IOException | TemplateException e) {
            throw new IllegalStateException("the leaderboard's template is broken", e);
        }
        return html.toString();
    }

    private static Configuration configuration() {
        var configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassForTemplateLoading(Page.class, "");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("0.000");
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        return configuration;
    }
}
