"""Sends requests with boto3, the AWS CLI and plain HTTP, and writes each answer.

Usage: driver.py <requests> <answers>, both JSON files.
"""

import concurrent.futures
import contextlib
import datetime
import hashlib
import hmac
import http.client
import io
import json
import os
import re
import sys
import threading
import urllib.parse

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions
import botocore.session
from botocore import xform_name
from botocore.config import Config

REGION = 'us-east-1'
CONFIG = Config(
    retries={'total_max_attempts': 1},
    s3={'addressing_style': 'path'},
    parameter_validation=False,
    max_pool_connections=20,
)
CURRENT = threading.local()


def now(remove_tzinfo=True):
    time = datetime.datetime.now(datetime.timezone.utc)
    time += datetime.timedelta(seconds=getattr(CURRENT, 'ahead', 0))
    return time.replace(tzinfo=None) if remove_tzinfo else time


botocore.auth.get_current_datetime = now


def credentials_of(caller):
    return botocore.credentials.Credentials(
        caller.get('accessKeyId'), caller.get('secretAccessKey'), caller.get('sessionToken')
    )


class CurrentCredentials(botocore.credentials.Credentials):
    """The credentials of the caller of this thread: making a client for each caller takes most of the time."""

    def __init__(self):
        super().__init__('none', 'none')

    def get_frozen_credentials(self):
        return credentials_of(CURRENT.caller).get_frozen_credentials()

    def load_credentials(self):
        return self


class Callers:
    """The principals of the requests, and sessions of the role that may do everything."""

    def __init__(self, callers, role):
        self.callers = callers
        self.role = role
        self.clients = {}
        self.lock = threading.RLock()
        core = botocore.session.Session()
        core.register_component('credential_provider', CurrentCredentials())
        self.session = boto3.session.Session(botocore_session=core)

    def find(self, name, session=None):
        if session is None:
            return self.callers[name]
        key = json.dumps([name, session], sort_keys=True)
        with self.lock:
            if key not in self.callers:
                self.callers[key] = self.assume(self.callers[name], session)
            return self.callers[key]

    def assume(self, caller, session):
        allow, deny = session.get('allow', ['*']), session.get('deny', [])
        statements = [{'Effect': 'Allow', 'Action': allow, 'Resource': '*'}]
        statements += [{'Effect': 'Deny', 'Action': deny, 'Resource': '*'}] if deny else []
        answer = self.client(self.callers['deployer'], 'sts').assume_role(
            RoleArn=self.role,
            RoleSessionName='limited',
            Policy=json.dumps({'Version': '2012-10-17', 'Statement': statements}),
        )['Credentials']
        return {
            'endpoint': caller['endpoint'],
            'accessKeyId': answer['AccessKeyId'],
            'secretAccessKey': answer['SecretAccessKey'],
            'sessionToken': answer['SessionToken'],
        }

    def client(self, caller, service):
        """A client that signs as the caller until the thread asks for the next."""
        CURRENT.caller = caller
        key = service, caller['endpoint'], caller.get('accessKeyId') is None
        with self.lock:
            if key not in self.clients:
                self.clients[key] = self.make_client(*key)
            return self.clients[key]

    def make_client(self, service, endpoint, anonymous):
        config = CONFIG.merge(Config(signature_version=botocore.UNSIGNED)) if anonymous else CONFIG
        return self.session.client(
            service, region_name=REGION, endpoint_url=endpoint, config=config
        )


def filled(value, saved):
    """The value with what earlier answers contained instead of its $names."""
    if isinstance(value, str):
        if value[:1] == '$' and value[1:] in saved:
            return saved[value[1:]]
        return re.sub(r'\$(\w+)', lambda match: str(saved.get(match[1], match[0])), value)
    if isinstance(value, list):
        return [filled(each, saved) for each in value]
    if isinstance(value, dict):
        return {name: filled(each, saved) for name, each in value.items()}
    return value


def error_code(text, status):
    for pattern in (r'<Code>([^<]+)</Code>', r'"__type": ?"([^"]+)"'):
        found = re.search(pattern, text)
        if found:
            return found[1].split('#')[-1]
    return str(status)


def by_boto3(row, callers, saved):
    service, operation = row['call'].split('.')
    client = callers.client(callers.find(row['who'], row.get('session')), service)
    try:
        answer = getattr(client, xform_name(operation))(**filled(row.get('with', {}), saved))
    except botocore.exceptions.ClientError as error:
        return error.response['Error']['Code']
    for name, member in row.get('save', {}).items():
        saved[name] = answer[member]
    body = answer.get('Body')
    if hasattr(body, 'read'):
        body.read()
    errors = answer.get('Errors')
    return errors[0]['Code'] if errors else 'ok'


class Cli:
    """The AWS CLI, in this process: starting one for each request takes most of a second."""

    def __init__(self):
        import awscli.clidriver

        os.environ.update(AWS_MAX_ATTEMPTS='1', AWS_PAGER='', AWS_DEFAULT_REGION=REGION)
        self.create = awscli.clidriver.create_clidriver
        self.drivers = {}

    def driver(self, name, caller):
        if name not in self.drivers:
            driver = self.create()
            driver.session.set_credentials(
                caller['accessKeyId'], caller['secretAccessKey'], caller.get('sessionToken')
            )
            self.drivers[name] = driver
        return self.drivers[name]

    def send(self, row, callers, saved):
        caller = callers.find(row['who'])
        arguments = filled(row['call'].split(' ')[1:], saved)
        arguments += ['--endpoint-url', caller['endpoint']]
        out, err = io.StringIO(), io.StringIO()
        out.buffer = io.BytesIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = self.driver(row['who'], caller).main(arguments)
        if code == 0:
            return 'ok'
        found = re.search(r'\((\w+)\) when calling', out.getvalue() + err.getvalue())
        return found[1] if found else f'exit code {code}: {err.getvalue()[-200:]}'


class StreamingAuth(botocore.auth.S3SigV4Auth):
    """Signs a request whose body is signed chunk by chunk, with signed trailers or not at all."""

    def __init__(self, credentials, payload):
        super().__init__(credentials, 's3', REGION)
        self.said = payload

    def payload(self, request):
        return self.said


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def chunked(request, credentials, data, trailer):
    """The body of an upload in signed chunks."""
    authorization = request.headers['Authorization']
    previous = re.search(r'Signature=(\w+)', authorization)[1]
    time = request.context['timestamp'] if 'timestamp' in request.context else request.headers['X-Amz-Date']
    scope = f'{time[:8]}/{REGION}/s3/aws4_request'
    key = f'AWS4{credentials.secret_key}'.encode()
    for part in scope.split('/'):
        key = digest(key, part)
    nothing = hashlib.sha256(b'').hexdigest()
    body = b''
    for chunk in (data[:65536], data[65536:], b'') if len(data) > 65536 else (data, b''):
        lines = ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, nothing]
        previous = digest(key, '\n'.join([*lines, hashlib.sha256(chunk).hexdigest()])).hex()
        body += f'{len(chunk):x};chunk-signature={previous}\r\n'.encode() + chunk
        body += b'\r\n' if chunk else b''
    if not trailer:
        return body + b'\r\n'
    lines = ['AWS4-HMAC-SHA256-TRAILER', time, scope, previous]
    signed = hashlib.sha256(f'{trailer}\n'.encode()).hexdigest()
    signature = digest(key, '\n'.join([*lines, signed])).hex()
    return body + f'{trailer}\r\nx-amz-trailer-signature:{signature}\r\n\r\n'.encode()


def sign(request, row, credentials):
    how = row.get('sign', 'header')
    region, service = row.get('region', REGION), row.get('service', 's3')
    if how == 'header':
        kind = botocore.auth.S3SigV4Auth if service == 's3' else botocore.auth.SigV4Auth
        kind(credentials, service, region).add_auth(request)
    elif how == 'url':
        kind = botocore.auth.S3SigV4QueryAuth if service == 's3' else botocore.auth.SigV4QueryAuth
        kind(credentials, service, region, expires=row.get('expires', 60)).add_auth(request)
    elif how == 'version 2':
        botocore.auth.HmacV1Auth(credentials).add_auth(request)
    elif how == 'version 2 url':
        botocore.auth.HmacV1QueryAuth(credentials, expires=60).add_auth(request)
    elif how.startswith('STREAMING-'):
        StreamingAuth(credentials, how).add_auth(request)


def body_of(row, request, credentials):
    how, data = row.get('sign', 'header'), row.get('body', '').encode()
    if how.startswith('STREAMING-AWS4'):
        return chunked(request, credentials, data, row.get('trailer'))
    if how.startswith('STREAMING-UNSIGNED'):
        return f'{len(data):x}\r\n'.encode() + data + f"\r\n0\r\n{row['trailer']}\r\n\r\n".encode()
    return data


def signed_body(row):
    # botocore takes the body of a request that is signed in its URL for parameters.
    return b'' if row.get('sign', '').endswith('url') else row.get('body', '').encode()


def by_http(row, callers, saved):
    caller = callers.find(row['who'], row.get('session'))
    quoted = {name: urllib.parse.quote(str(value), safe='') for name, value in saved.items()}
    method, path = filled(row['call'], quoted).split(' ', 1)
    endpoint = urllib.parse.urlsplit(caller['endpoint'])
    host = row.get('host', endpoint.netloc)
    sent = dict(filled(row.get('headers', {}), saved))
    request = botocore.awsrequest.AWSRequest(
        method=method, url=f'http://{host}{path}', headers=sent, data=signed_body(row)
    )
    credentials = credentials_of(caller)
    if row.get('sign') != 'none' and 'form' not in row:
        sign(request, row, credentials)
    prepared = request.prepare()
    target = urllib.parse.urlsplit(prepared.url)
    url = target.path + (f'?{target.query}' if target.query else '')
    headers = {name: str(value) for name, value in prepared.headers.items()}
    data = body_of({**row, 'body': filled(row.get('body', ''), quoted)}, request, credentials)
    if 'form' in row:
        headers['Content-Type'], data = form_of(row, credentials)
    changed = row.get('then', {})
    url = url.replace(*changed['url']) if 'url' in changed else url
    method = changed.get('method', method)
    data = changed['body'].encode() if 'body' in changed else data
    headers = {n: v for n, v in headers.items() if n.lower() not in ('host', 'content-length')}
    headers |= changed.get('headers', {})
    connection = http.client.HTTPConnection(endpoint.hostname, endpoint.port, timeout=30)
    connection.request(method, url, body=data, headers={'Host': host, **headers})
    answer = connection.getresponse()
    text = answer.read().decode('utf8', 'replace')
    connection.close()
    return 'ok' if answer.status < 300 else error_code(text, answer.status)


def form_of(row, credentials):
    """The body of an upload by an HTML form."""
    form = row['form']
    fields = dict(form['fields'])
    if 'conditions' in form:
        request = botocore.awsrequest.AWSRequest(method='POST', url='http://any/')
        seconds = form.get('seconds', 600)
        expiration = now(False) + datetime.timedelta(seconds=seconds)
        policy = {
            'expiration': expiration.strftime('%Y-%m-%dT%H:%M:%SZ'),
            'conditions': list(form['conditions']),
        }
        request.context['s3-presign-post-fields'] = fields
        request.context['s3-presign-post-policy'] = policy
        botocore.auth.S3SigV4PostAuth(credentials, 's3', REGION).add_auth(request)
    fields.update(form.get('then', {}))
    boundary = 'callvault'
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n'
    end = f'--{boundary}--\r\n'
    return f'multipart/form-data; boundary={boundary}', ''.join([*parts, file, end]).encode()


def send(row, callers, saved, cli):
    CURRENT.ahead = row.get('clock', 0)
    try:
        if row['call'].startswith('aws '):
            return cli.send(row, callers, saved)
        if ' /' in row['call']:
            return by_http(row, callers, saved)
        return by_boto3(row, callers, saved)
    except Exception as error:  # an answer like any other: the table says which one is right
        return f'{type(error).__name__}: {error}'
    finally:
        CURRENT.ahead = 0


def main():
    with open(sys.argv[1], encoding='utf8') as file:
        asked = json.load(file)
    callers = Callers(asked['callers'], asked['role'])
    cli = Cli()

    def answers(rows):
        saved = dict(asked['values'])
        return [send(row, callers, saved, cli) for row in rows]

    groups = asked['groups']
    uses_cli = [any(row['call'].startswith('aws ') for row in rows) for rows in groups]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        others = [
            None if cli_only else pool.submit(answers, rows) for rows, cli_only in zip(groups, uses_cli)
        ]
    # The CLI changes the standard streams of the process: its rows come one after the other.
    given = [each.result() if each else answers(rows) for each, rows in zip(others, groups)]
    with open(sys.argv[2], 'w', encoding='utf8') as file:
        operations = botocore.session.Session().get_service_model('s3').operation_names
        json.dump({'groups': given, 'operations': list(operations)}, file)


if __name__ == '__main__':
    main()
