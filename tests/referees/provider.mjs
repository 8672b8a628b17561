// A provider of identity that no one here wrote: node provider.mjs <redirect_uri> <secret>
// Prints its issuer, and serves until it is ended. Whoever comes with `login_hint=<account>:<method>,<method>` is that
// account at once, by those methods, and else a nurse by two; a person would stand before a form here.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [redirectUri, secret] = process.argv.slice(2);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "kyukyu-hub",
        client_secret: secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    acrValues: ["urn:two-factors"],
    claims: { openid: ["sub", "acr", "amr"] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["a key of a test"] },
  });
  const serve = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return serve(request, response);
    const { params, grantId } = await provider.interactionDetails(request, response);
    const [accountId, methods = ""] = (params.login_hint ?? "sub-nurse:pwd,otp").split(":");
    const grant = (grantId && (await provider.Grant.find(grantId))) ?? new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope("openid");
    const acr = methods === "acr" ? "urn:two-factors" : undefined;
    const amr = acr ? undefined : methods.split(",");
    return provider.interactionFinished(request, response, {
      login: { accountId, acr, amr },
      consent: { grantId: await grant.save() },
    });
  });
  process.stdout.write(`${issuer}\n`);
});
