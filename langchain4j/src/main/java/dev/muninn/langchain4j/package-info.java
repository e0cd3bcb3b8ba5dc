/** Muninn's engine as LangChain4j's chat models, in the same process. */
@NullMarked
package dev.muninn.langchain4j;

import org.jspecify.annotations.NullMarked;
