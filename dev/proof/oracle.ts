import { ALLOW_ALL } from '../../access/decide';
import { type Engine, type Simulation, tryLoadEngine } from '../../access/engine';
import type { PolicyText } from './document';
import type { ProofRequest } from './requests';
import type { ProofSubject } from './subjects';

type CallerPolicies = Pick<
  Simulation,
  'identityPolicies' | 'resourcePolicy' | 'permissionBoundaryPolicies'
>;

const ORGANIZATION = [{ orgIdentifier: 'root', policies: ALLOW_ALL }];

/** Whether requests are allowed, as the IAM engine says. */
export class Oracle {
  private readonly engine: Engine;

  constructor(private readonly subject: ProofSubject) {
    const engine = tryLoadEngine();
    if (!engine) throw new Error('npm ci installs the engine; it is missing.');
    this.engine = engine;
  }

  /** Whether a request is allowed while the subject has a policy. */
  allows(document: PolicyText, request: ProofRequest): boolean {
    return this.ask(request, this.policies(document, request));
  }

  /** Whether a request is allowed while the caller has inline and managed policies, and perhaps a boundary. */
  allowsIdentity(
    policies: readonly PolicyText[],
    boundary: PolicyText | undefined,
    request: ProofRequest,
  ): boolean {
    const named = (policy: PolicyText, index: number) => ({ name: `policy${index}`, policy });
    return this.ask(request, {
      identityPolicies: policies.map(named),
      resourcePolicy: loaded(this.trustingAccount()),
      ...(boundary && { permissionBoundaryPolicies: [named(boundary, 0)] }),
    });
  }

  private ask(request: ProofRequest, policies: CallerPolicies): boolean {
    const { principal, action, resource, values } = request;
    const simulation: Simulation = {
      request: {
        principal: principal ?? { type: 'Anonymous' },
        action,
        resource: { resource, accountId: this.subject.account },
        contextVariables: values,
      },
      serviceControlPolicies: ORGANIZATION,
      resourceControlPolicies: [],
      ...policies,
    };
    return this.engine.runUnsafeSimulation(simulation, {}) === 'Allowed';
  }

  private policies(document: PolicyText, { principal, isAllowed }: ProofRequest): CallerPolicies {
    const named = { name: 'subject', policy: document };
    const { role } = this.subject;
    if (role === 'identity') {
      return { identityPolicies: [named], resourcePolicy: loaded(this.trustingAccount()) };
    }
    if (role === 'boundary') {
      return {
        identityPolicies: ALLOW_ALL,
        permissionBoundaryPolicies: [named],
        resourcePolicy: loaded(this.trustingAccount()),
      };
    }
    const identityPolicies = isAllowed && principal !== undefined ? ALLOW_ALL : [];
    return { identityPolicies, resourcePolicy: loaded(document) };
  }

  /** The policy of a resource that leaves decisions to its account. */
  private trustingAccount(): PolicyText {
    const Principal = { AWS: this.subject.account };
    return {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: '*', Resource: '*' }],
    };
  }
}

/** The engine fails on a resource policy without a name, unless it is marked as one that was checked. */
const loaded = (policyDocument: PolicyText) => ({
  __validated: true,
  policyDocument,
  metadata: { name: 'resource' },
  errors: [],
});
