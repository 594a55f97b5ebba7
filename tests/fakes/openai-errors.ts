import type { Exchange } from './fake-server.ts';
import { sendJson } from './fake-server.ts';
import { textArg, modeOf } from './fault-queue.ts';
import type { OpenAiProfile } from './openai-profiles.ts';

/** Sends an error in the profile's wording. */
export function sendError(
  exchange: Exchange,
  profile: OpenAiProfile,
  status: number,
  message: string,
  more: { readonly type?: string; readonly param?: string; readonly code?: string } = {},
  headers: Readonly<Record<string, string>> = {},
): void {
  const error = profile.stringErrors
    ? message
    : {
        message,
        type: more.type ?? 'invalid_request_error',
        param: more.param ?? null,
        code: more.code ?? null,
      };
  sendJson(exchange.response, status, { error }, { 'x-request-id': 'req_fake', ...headers });
}

/** Error faults of llm-protocols 5.3. @returns true when the exchange is over */
export function errorFault(exchange: Exchange, profile: OpenAiProfile): boolean {
  const { fault, model, request, body } = exchange;
  const say = (
    status: number,
    message: string,
    code?: string,
    headers?: Readonly<Record<string, string>>,
  ): true => {
    sendError(exchange, profile, status, message, code === undefined ? {} : { code }, headers);
    return true;
  };
  switch (modeOf(fault)) {
    case '401':
      return say(
        401,
        `Incorrect API key provided: ${(request.headers.authorization ?? '').slice(7)}. You can find your API key in your account.`,
        'invalid_api_key',
      );
    case '403':
      return say(403, 'Your project does not have access to this resource.', 'forbidden');
    case '404model':
      return say(
        404,
        `The model \`${model}\` does not exist or you do not have access to it.`,
        'model_not_found',
      );
    case 'quota429':
      return say(
        429,
        'You exceeded your current quota, please check your plan and billing details.',
        'insufficient_quota',
      );
    case '429': {
      const after = fault?.args?.['retryAfter'];
      const name = textArg(fault, 'header', 'retry-after');
      return say(
        429,
        'Rate limit reached for requests.',
        'rate_limit_exceeded',
        after === undefined ? {} : { [name]: String(after) },
      );
    }
    case 'queue503':
      return say(503, 'The server is overloaded, please try again later.', 'server_overloaded');
    case '500':
    case 'crash500':
    case 'oom500':
      return say(500, 'The server had an error while processing your request.', 'server_error');
    case 'unsupportedParam': {
      const param = textArg(fault, 'param', 'temperature');
      if (param in body) {
        sendError(
          exchange,
          profile,
          400,
          `Unsupported parameter: '${param}' is not supported with this model.`,
          { param, code: 'unsupported_parameter' },
        );
        return true;
      }
      return false;
    }
    case 'noJsonSchema':
      if (JSON.stringify([body['response_format'], body['text']]).includes('json_schema')) {
        return say(
          400,
          "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        );
      }
      return false;
    case 'noResponses':
      return request.path.endsWith('/responses')
        ? say(404, 'Unknown request URL: POST /v1/responses.')
        : false;
    default:
      return false;
  }
}
