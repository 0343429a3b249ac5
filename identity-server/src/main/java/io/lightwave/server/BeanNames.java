package io.lightwave.server;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ConfigurationBeanNameGenerator;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.type.MethodMetadata;

/// Names our beans by their configuration's full name, so that features of different modules never meet in a name;
/// the framework's keep theirs, by which it finds them.
final class BeanNames implements ConfigurationBeanNameGenerator {

    @Override
    public String generateBeanName(BeanDefinition definition, BeanDefinitionRegistry registry) {
        return FullyQualifiedAnnotationBeanNameGenerator.INSTANCE.generateBeanName(definition, registry);
    }

    @Override
    public String deriveBeanName(MethodMetadata method, @Nullable String beanName) {
        if (beanName != null) {
            return beanName;
        }
        boolean ours = method.getDeclaringClassName().startsWith("io.lightwave.");
        return ours ? method.getDeclaringClassName() + "." + method.getMethodName() : method.getMethodName();
    }
}
