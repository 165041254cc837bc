package io.walmirror.stack.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to one worker. */
final class RestRequests {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  // A worker gives up on its own herder after 90 seconds.
  private static final Duration TIMEOUT = Duration.ofSeconds(95);
  private static final Duration REBALANCE_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final URI root;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  RestRequests(URI root) {
    this.root = root;
  }

  /** The body of a good answer; repeats what a rebalance turned away. */
  JsonNode send(String method, String path, String body) {
    long end = System.nanoTime() + REBALANCE_LIMIT.toNanos();
    while (true) {
      RestAnswer answer = once(method, path, body);
      if (answer.isOk()) {
        return answer.body();
      }
      if (!answer.isMomentary() || System.nanoTime() > end) {
        throw new RestException(method + " " + path, answer.status(), answer.message());
      }
      StatusWait.pause(PAUSE);
    }
  }

  RestAnswer once(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new RestAnswer(response.statusCode(), ConnectRest.parse(response.body()));
    } catch (IOException e) {
      throw new RestException(method + " " + root.resolve(path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestException(method + " " + root.resolve(path), e);
    }
  }
}
